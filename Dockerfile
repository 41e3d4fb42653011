# The program for production: the API, the console and the jobs. The database is a service of its own (compose.yaml).
# Python is the version that the lock files were made for.
FROM python:3.11-slim-bookworm AS packages

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/base.txt /tmp/base.txt
RUN python -m venv /opt/venv \
    && /opt/venv/bin/python -m pip install --require-hashes -r /tmp/base.txt


FROM python:3.11-slim-bookworm

# Posters need a Chinese font. The user has no shell and owns nothing but the data folder.
RUN apt-get update \
    && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid 10001 village \
    && useradd --system --uid 10001 --gid village --home-dir /data --no-create-home --shell /usr/sbin/nologin village \
    && install -d -o village -g village -m 0750 /data

COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/village
COPY domain ./domain
COPY store ./store
COPY wechat ./wechat
COPY actions ./actions
COPY village_groups ./village_groups
COPY scheduler ./scheduler
COPY handlers ./handlers
COPY server ./server
COPY migrations ./migrations

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONUTF8=1 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data
RUN python -m compileall -q domain store wechat actions village_groups scheduler handlers server migrations

USER 10001:10001
VOLUME ["/data"]
EXPOSE 8080
STOPSIGNAL SIGTERM

HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=4)"]

ENTRYPOINT ["python", "-m", "server"]
CMD ["serve", "--no-jobs"]
