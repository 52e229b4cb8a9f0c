"""How gunicorn serves a city: gunicorn -c deploy/gunicorn.conf.py participation.wsgi"""

import multiprocessing

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = min(multiprocessing.cpu_count() + 1, 8)
threads = 4
timeout = 60
graceful_timeout = 30  # a ballot that is being cast is finished
keepalive = 5
max_requests = 5_000
max_requests_jitter = 500
control_socket_disable = True
worker_tmp_dir = "/dev/shm"  # noqa: S108 - heartbeat files of gunicorn; on a disk they can block a worker
# No address, no browser, no query string: nothing in this log tells who asked.
accesslog = "-"
access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
errorlog = "-"
