"""The report looks as it did when somebody last looked at it.

`make screens` keeps new pictures: look at them before they are committed. Pictures are compared at a quarter of their
size, where the smoothing of letters makes no difference, and with the same major version of Chromium only.
"""

import base64
import os
import struct
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest

pytestmark = pytest.mark.browser

SCREENS = Path(__file__).parent / "screens"
VERSION = SCREENS / "chromium"
VIEWS = {"desk-light": {}, "desk-dark": {"light": "dark"}, "phone": {"size": "phone"}}
TOLERANCE = 0.002  # share of pixels that may differ

JAVASCRIPT = """
const load = async (png) => { const image = new Image(); image.src = png; await image.decode(); return image };
const pixels = (image, width, height) => {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, width, height);
  return { canvas, context, data: context.getImageData(0, 0, width, height) };
};
"""
HALVED = f"""async (png) => {{ {JAVASCRIPT}
  const image = await load(png);
  const [width, height] = [image.width >> 1, image.height >> 1];
  const reader = new FileReader();
  const done = new Promise((resolve) => reader.onload = () => resolve(reader.result));
  reader.readAsDataURL(new Blob([pixels(image, width, height).data.data]));
  return [width, height, await done];
}}"""
DIFFERENCE = f"""async ([now, kept]) => {{ {JAVASCRIPT}
  const [one, two] = await Promise.all([load(now), load(kept)]);
  if ((one.width >> 1) !== two.width || Math.abs((one.height >> 1) - two.height) > 4) return 1;
  const halves = [one, two].map((image) => pixels(image, two.width, two.height).canvas);
  const [a, b] = halves.map((half) => pixels(half, two.width >> 1, two.height >> 1).data.data);
  let differing = 0;
  for (let i = 0; i < a.length; i += 4)
    differing += [0, 1, 2].some((channel) => Math.abs(a[i + channel] - b[i + channel]) > 40);
  return differing / (a.length / 4);
}}"""


def data_url(png):
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def few_colours(rgb, most=160):
    """An indexed PNG of a picture in its commonest colours; rgb[row, column, channel]."""
    colours = rgb.reshape(-1, 3).astype(int)
    _, which, count = np.unique(colours >> 4, axis=0, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(which, weights=colours[:, i]) / count for i in range(3)], axis=1)
    palette = means[np.argsort(-count)[:most]]
    nearest = np.abs(means[:, None] - palette).sum(axis=2).argmin(axis=1).astype(np.uint8)
    rows = nearest[which].reshape(rgb.shape[:2])
    lines = np.insert(rows, 0, 0, axis=1).tobytes()  # each line begins with its filter, none
    height, width = rows.shape
    chunks = {
        b"IHDR": struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0),
        b"PLTE": palette.round().astype(np.uint8).tobytes(),
        b"IDAT": zlib.compress(lines, 9),
        b"IEND": b"",
    }
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks.items()
    )


@pytest.mark.parametrize("name", VIEWS)
def test_it_looks_as_it_did(name, opened, chromium):
    major = chromium.version.partition(".")[0]
    page = opened(**VIEWS[name])
    picture, desk = page.screenshot(full_page=True), chromium.new_page()
    if os.environ.get("STARGATE_SCREENS") == "keep":
        width, height, data = desk.evaluate(HALVED, data_url(picture))
        rgba = np.frombuffer(base64.b64decode(data.partition(",")[2]), np.uint8).reshape(height, width, 4)
        (SCREENS / f"{name}.png").write_bytes(few_colours(rgba[:, :, :3]))
        VERSION.write_text(f"{major}\n", encoding="utf-8")
    if major != VERSION.read_text(encoding="utf-8").strip():
        pytest.skip(f"pictures were kept with Chromium {VERSION.read_text(encoding='utf-8').strip()}, this is {major}")
    reference = (SCREENS / f"{name}.png").read_bytes()
    share = desk.evaluate(DIFFERENCE, [data_url(picture), data_url(reference)])
    desk.close()
    if share >= TOLERANCE:
        seen = Path(tempfile.gettempdir()) / f"stargate-{name}.png"
        seen.write_bytes(picture)
        pytest.fail(f"{share:.1%} of {name} differ; see {seen}, and `make screens` if that is how it should look")
    assert len(reference) < 200_000
