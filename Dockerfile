# phlebot as a container: not root, no build tools, the pinned dependencies and nothing else.
FROM python:3.12-slim AS build
WORKDIR /build
COPY requirements.lock .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --create-home phlebot
COPY --from=build /venv /venv
COPY bot /app/bot
COPY dialogs /app/dialogs
COPY locales /app/locales
COPY clinic.toml /app/clinic.toml
ENV PATH=/venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 HOST=0.0.0.0 PORT=8080 \
    DATABASE_URL=sqlite:////data/phlebot.db CLINIC_FILE=/data/clinic.toml
USER phlebot
WORKDIR /data
VOLUME /data
EXPOSE 8080
# SIGTERM drains: running turns and sends are finished, the rest waits in its rows.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/healthz', timeout=3)"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
