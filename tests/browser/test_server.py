"""What the local server answers and what it refuses, asked without a browser."""

from __future__ import annotations

import base64
import http.client
import os
import re
import shutil
import signal
import ssl
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from rag.auth.passwords import store_user

AS_IDA = "Basic " + base64.b64encode(b"ida:heron over the tarn").decode()
NOT_OFFERED = [
    "/gradio_api/file=/etc/hostname",
    "/file=/etc/hostname",
    "/gradio_api/proxy=http://127.0.0.2:9/",
    "/gradio_api/info",
    "/gradio_api/openapi.json",
    "/gradio_api/runs",
    "/gradio_api/deep_link",
    "/monitoring",
    "/docs",
    "/openapi.json",
    "/login",
]


def _ask(
    address: str, path: str = "/", *, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str]]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request(method, path, body=body, headers=headers)
        response = connection.getresponse()
        response.read()
        return response.status, {name.lower(): value for name, value in response.getheaders()}
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost@evil.example", "[::1"])
def test_a_request_under_another_name_is_refused(servers: dict[str, str], host: str) -> None:
    assert _ask(servers["willing"], Host=host)[0] == 403


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:7860", "[::1]:7860"])
def test_a_request_under_an_own_name_is_answered(servers: dict[str, str], host: str) -> None:
    assert _ask(servers["willing"], Host=host)[0] == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "null"])
def test_a_request_from_another_page_is_refused(servers: dict[str, str], origin: str) -> None:
    path, body = "/gradio_api/run/predict", '{"data": [], "fn_index": 0}'
    assert _ask(servers["willing"], path, method="POST", body=body, Origin=origin)[0] == 403


@pytest.mark.parametrize("path", NOT_OFFERED)
def test_what_the_page_does_not_need_is_not_there(servers: dict[str, str], path: str) -> None:
    for method in ("GET", "POST"):
        assert _ask(servers["willing"], path, method=method, body="{}")[0] == 404


@pytest.mark.parametrize("folder", ["static", "assets"])
def test_no_path_leads_out_of_the_page_s_own_files(servers: dict[str, str], folder: str) -> None:
    for climb in ("/../../../../../../../../etc/hostname", "/..%2f..%2f..%2f..%2f..%2f..%2fetc%2fhostname"):
        assert _ask(servers["willing"], f"/{folder}{climb}")[0] in {403, 404}


def test_a_huge_request_is_refused_before_it_is_read(servers: dict[str, str]) -> None:
    path = "/gradio_api/queue/join"
    assert _ask(servers["willing"], path, method="POST", body="x" * 300_000)[0] == 413


def test_the_page_may_load_from_its_own_server_only_and_run_no_script_of_an_article(
    servers: dict[str, str],
) -> None:
    headers = _ask(servers["willing"])[1]
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert "'unsafe-inline'" not in policy["script-src"]
    assert policy["connect-src"] == policy["font-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_the_app_without_an_index_says_what_to_do_and_exits_with_2(tmp_path: Path) -> None:
    app = Path(__file__).parents[2] / "app.py"
    done = subprocess.run(
        [sys.executable, str(app)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "rag rebuild" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="Ctrl+C is sent as a signal")
def test_ctrl_c_closes_the_page_quietly_even_while_it_is_open_in_a_browser(index: Path) -> None:
    command = [sys.executable, "-m", "rag", "serve", "--port", "0", "--index", str(index)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = next(line for line in process.stderr if "http://" in line)
        host = urlsplit(next(word for word in address.split() if word.startswith("http://"))).netloc
        connection = http.client.HTTPConnection(host, timeout=20)
        connection.request("GET", "/gradio_api/heartbeat/someone")
        assert connection.getresponse().status == 200
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        connection.close()
    assert process.returncode == 0
    assert said == ""


def test_with_a_certificate_the_server_speaks_https_alone(index: Path, tmp_path: Path) -> None:
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    key, certificate, passwords = (tmp_path / name for name in ("key.pem", "cert.pem", "passwords.json"))
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate]
        + ["-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )
    store_user(passwords, "ida", "heron over the tarn", "reader")
    options = ["--certificate", str(certificate), "--key", str(key)]
    command = [sys.executable, "-m", "rag", "serve", "--port", "0", "--index", str(index), *options]
    environment = {**os.environ, "RAG_PASSWORDS": str(passwords)}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        said = next(line for line in process.stderr if "://" in line)
        port = int(re.findall(r"https://127\.0\.0\.1:(\d+)/", said)[0])
        trusting = ssl.create_default_context(cafile=str(certificate))
        secure = http.client.HTTPSConnection("localhost", port, timeout=20, context=trusting)
        for path, headers, status in (
            ("/", {}, 401),
            ("/", {"Authorization": AS_IDA, "Origin": f"https://localhost:{port}"}, 200),
            ("/config", {"Authorization": AS_IDA, "Host": "other.example"}, 403),
        ):
            secure.request("GET", path, headers=headers)
            reply = secure.getresponse()
            assert (reply.status, reply.read() != b"") == (status, True)
        with pytest.raises((http.client.HTTPException, OSError)):
            _ask(f"http://localhost:{port}/")
        process.terminate()
