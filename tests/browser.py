"""A browser without a window, controlled through a pipe by the Chrome DevTools Protocol.

Playwright does the same, but needs 168 MB.
"""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from contextlib import contextmanager
from io import BytesIO
from time import monotonic

import numpy as np
from PIL import Image

from tests.machine import skip_missing

OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--no-first-run"),
    *("--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", "--remote-debugging-pipe"),
)
PATIENCE = 60.0  # s


@contextmanager
def browser(folder, *options):
    """Yield a `Browser` with its profile in a folder."""
    program = shutil.which("chromium") or skip_missing("chromium")
    (theirs_in, ours_out), (ours_in, theirs_out) = os.pipe(), os.pipe()
    command = [program, *OPTIONS, f"--user-data-dir={folder}", *options, "about:blank"]
    plumbed = ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", *command]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(plumbed, pass_fds=(theirs_in, theirs_out), **quiet) as process:
        os.close(theirs_in)
        os.close(theirs_out)
        with open(ours_out, "wb", buffering=0) as out, open(ours_in, "rb") as back:  # noqa: PTH123
            one = Browser(out, back)
            yield one
            one.call("Browser.close", session=None)
        process.wait()


class Browser:
    """One tab.

    errors : errors and console messages of the page since it was opened
    requests : addresses that it has requested from the network
    """

    def __init__(self, out, back):
        self._out, self._back, self._session, self._count = out, back, None, 0
        self.errors, self.requests = [], []
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method, session=..., **parameters):
        """Call a method of the protocol; return its result."""
        self._count += 1
        message = {"id": self._count, "method": method, "params": parameters}
        session = self._session if session is ... else session
        self._out.write(json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while (answer := self._read()).get("id") != self._count:
            self._on_event(answer.get("method"), answer.get("params"))
        assert "error" not in answer, answer
        return answer["result"]

    def open(self, url, size=(800, 600)):
        """Open a page, and wait until it is drawn or shows an error."""
        self.call("Page.navigate", url="about:blank")
        self.errors, self.requests = [], []
        width, height = size
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Page.navigate", url=url)
        self.until("document.querySelector('#now:not(:empty), #problem:not([hidden])')")

    def value(self, expression):
        """Return the value of a JavaScript expression."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def until(self, expression):
        """Wait until a JavaScript expression is true."""
        end = monotonic() + PATIENCE
        while not self.value(f"new Promise((done) => setTimeout(() => done(Boolean({expression})), 20))"):
            assert monotonic() < end, f"timed out: {expression}"

    def press(self, key):
        """Press a key, and wait for two frames."""
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key)
        self.settle()

    def click(self, x, y):
        """Click at a position in the window, and wait for two frames."""
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.settle()

    def settle(self):
        """Wait for two frames."""
        self.value("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")

    def shot(self):
        """Return a screenshot, (height, width, 3)."""
        data = self.call("Page.captureScreenshot", format="png")["data"]
        with Image.open(BytesIO(b64decode(data))) as picture:
            return np.asarray(picture.convert("RGB")).astype(int)

    def _read(self):
        message = bytearray()
        while (letter := self._back.read(1)) != b"\0":
            assert letter, "the browser is gone"
            message += letter
        return json.loads(message)

    def _on_event(self, event, parameters):
        match event:
            case "Runtime.exceptionThrown":
                self.errors.append(parameters["exceptionDetails"])
            case "Runtime.consoleAPICalled":
                self.errors.append(parameters["args"])
            case "Log.entryAdded" if "WebGL" not in parameters["entry"]["text"]:  # there is no graphics card
                self.errors.append(parameters["entry"])
            case "Network.requestWillBeSent":
                url = parameters["request"]["url"]
                if not url.startswith(("file:", "data:", "about:")):
                    self.requests.append(url)
