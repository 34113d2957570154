# The nginx that stands in front of many replicas: Debian's, with nginx.conf and what it includes.
# The same base every time: BASE=debian@sha256:…, as docker/README.md says. The tag alone is whatever the registry has today.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
LABEL org.opencontainers.image.title="landscaped-edge" \
      org.opencontainers.image.description="nginx in front of landscaped: cache, hashing, retries, limits" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.base.name="docker.io/library/debian:bookworm-slim"
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx libnginx-mod-stream \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/* /var/log/apt /var/log/dpkg.log \
 && install -d -o 65534 -g 65534 /var/cache/landscaped
COPY docker/nginx.conf docker/client.conf docker/stream.conf docker/replicas.conf docker/proxies.conf /etc/landscaped/
USER 65534:65534
# All that nginx writes: its cache and what is under way. The only place that has to be writable.
VOLUME /var/cache/landscaped
EXPOSE 8080
# Requests under way are finished, then it exits.
STOPSIGNAL SIGQUIT
CMD ["nginx", "-e", "stderr", "-p", "/var/cache/landscaped", "-c", "/etc/landscaped/nginx.conf", "-g", "daemon off;"]
