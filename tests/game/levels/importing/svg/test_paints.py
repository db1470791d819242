"""Tests of colours and gradients."""

import pytest

from tests.game.levels.importing.svg.pictures import drawing, fills

BOX = '<rect id="a" width="1" height="1" {}/>'


@pytest.mark.parametrize(
    ("text", "color"),
    [
        *(("#abc", "#aabbcc"), ("#AABBCC", "#aabbcc"), ("#1234", "#112233"), ("RED", "#ff0000"), (" teal ", "#008080")),
        *(("rgb(1,2,3)", "#010203"), ("rgb(127.5, 0.0, 14.2)", "#80000e"), ("rgb(10%, 20%, 30%)", "#1a334d")),
        *(("rgb(300, -5, 12.5)", "#ff000d"), ("rgb(4 5 6 / 50%)", "#040506"), ("rgba(1,2,3,.5)", "#010203")),
        *(("hsl(120, 50%, 30%)", "#267326"), ("hwb(120 10% 20%)", "#1acc1a"), ("rebeccapurple", "#663399")),
        *(
            ("oklch(0.6 0.15 30)", "#ca5747"),
            ("lab(50 40 20)", "#b95857"),
            ("color(display-p3 0.3 0.5 0.4)", "#398164"),
        ),
        ("light-dark(rgb(248, 206, 204), rgb(81, 45, 43))", "#f8cecc"),
        ("#cd853f icc-color(acmecmyk, 0.11, 0.48, 0.83, 0.00)", "#cd853f"),
        ("url(#none) #123", "#112233"),
    ],
)
def test_color_is_read(text, color):
    assert fills(BOX.format(f'fill="{text}"')) == {"a": color}


@pytest.mark.parametrize(
    "text",
    [
        "context-stroke",
        "color-mix(in oklab, red, blue)",
        "rgb(",
        "rgb(1,2)",
        "color()",
        "color(nope 1 2 3)",
        "color(--x 1 2 3)",
        "device-cmyk(0 81% 81% 30%)",
        "#12",
        "5",
    ],
)
def test_unknown_color_leaves_that_of_the_attribute_and_is_told(text):
    found = drawing(BOX.format(f'fill="#123456" style="fill:{text}"'))
    assert found.shapes[0].color == "#123456"
    (note,) = found.notes
    assert note.startswith('rect "a": fill is not understood (got ')


@pytest.mark.parametrize(
    "attributes",
    [
        *('fill="none"', 'fill="transparent"', 'fill="#fff0"', 'fill-opacity="0"', 'style="fill-opacity:0%"'),
        *(
            'fill="url(b.svg#g)"',
            'fill="url(#none)"',
            'fill="url(#none) none"',
            'fill="none" stroke="red" stroke-width="0"',
        ),
        *('fill="none" stroke="red" stroke-opacity="0"', 'fill="url(#clear)"', 'fill="url(#empty)"'),
    ],
)
def test_invisible_shape_is_no_wall(attributes):
    servers = '<linearGradient id="clear"><stop stop-opacity="0"/></linearGradient><linearGradient id="empty"/>'
    found = drawing(servers + BOX.format(attributes))
    assert (found.shapes, found.ignored["invisible shape"]) == ([], 1)


def test_invisible_shape_with_a_role_is_told():
    assert drawing('<circle id="ball" r="5" fill="none"/>').notes == [
        'circle "ball": is invisible: it has neither fill nor stroke'
    ]


STOPS = '<stop offset="0" stop-color="#ff8800"/><stop offset="100%" style="stop-color:#aa2200"/>'


@pytest.mark.parametrize(
    ("gradients", "color"),
    [
        (f'<linearGradient id="g">{STOPS}</linearGradient>', "#d45500"),
        (f'<radialGradient id="h">{STOPS}</radialGradient><linearGradient id="g" href="#h"/>', "#d45500"),
        ('<linearGradient id="g" xlink:href="#h"/><linearGradient id="h" href="#i"/>{}', "#d45500"),
        ('<linearGradient id="g" href="#h"/><linearGradient id="h" href="#g"/>', None),
        ('<linearGradient id="g"><stop stop-color="red"/></linearGradient>', "#ff0000"),
        ('<linearGradient id="g" color="blue"><stop stop-color="currentColor"/></linearGradient>', "#0000ff"),
        ('<linearGradient id="g"><stop/><stop offset=".75" stop-color="#fff"/></linearGradient>', "#9f9f9f"),
        (
            '<linearGradient id="g"><stop stop-opacity="0"/><stop offset="1" stop-color="red"/></linearGradient>',
            "#ff0000",
        ),
        ('<style>.s{stop-color:red}</style><linearGradient id="g"><stop class="s"/></linearGradient>', "#ff0000"),
        ('<pattern id="g" width="9" height="9"><path d="M0 0h5v5z"/></pattern>', "pattern"),
    ],
)
def test_gradient_has_its_mean_color(gradients, color):
    chain = f'<linearGradient id="i">{STOPS}</linearGradient>'
    found = fills(gradients.replace("{}", chain) + BOX.format('fill="url(#g)"'))
    assert found == ({} if color is None else {"a": None if color == "pattern" else color})
