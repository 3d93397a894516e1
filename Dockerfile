# The app with everything it needs; compose.yaml runs it.
FROM python:3.11-slim AS made
WORKDIR /app
RUN python -m venv .venv
COPY requirements/run.txt requirements/
RUN .venv/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements/run.txt
COPY pyproject.toml README.md LICENSE NOTICE CHANGELOG.md ./
COPY src src
COPY examples examples
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.11-slim
RUN useradd --system --uid 10001 base && install -d -o base -m 700 /data
COPY --from=made /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SECUREBASE_DATA=/data
USER base
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "securebase.web.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", \
     "--worker-class", "gthread", "--threads", "4", "--log-level", "warning", \
     "--timeout", "30", "--graceful-timeout", "5"]
