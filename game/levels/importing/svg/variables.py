"""Custom properties of CSS: replacement of var(--name, fallback) by tokens."""

from collections.abc import Iterable, Mapping
from typing import Any

MAX_DEPTH = 20
"""Largest depth of variables that refer to variables."""

MAX_REPLACED = 500_000
"""Largest number of tokens that take the place of variables in a document."""

Tokens = tuple[Any, ...]


def names_variable(token: Any) -> bool:
    """Return whether a token is var(), or a function or block that contains it."""
    if token.type == "function" and token.lower_name == "var":
        return True
    return any(names_variable(one) for one in _content(token))


class VariableReplacement:
    """Replaces the variables in the values of a document."""

    def __init__(self) -> None:
        self._left = MAX_REPLACED

    def replace(self, tokens: Iterable[Any], variables: Mapping[str, Tokens]) -> Tokens | None:
        """Return tokens with the values of variables in their place; None if one has none, or they have no end."""
        return self._replace(tokens, variables, MAX_DEPTH)

    def _replace(self, tokens: Iterable[Any], variables: Mapping[str, Tokens], depth: int) -> Tokens | None:
        replaced = list[Any]()
        for token in tokens:
            self._left -= 1
            if self._left < 0 or depth == 0:
                return None
            if not names_variable(token):
                replaced.append(token)
                continue
            is_variable = token.type == "function" and token.lower_name == "var"
            if is_variable:
                inner = self._value(token, variables, depth)
            else:
                inner = self._replace(_content(token), variables, depth)
            if inner is None:
                return None
            replaced += inner if is_variable else [_with_content(token, inner)]
        return tuple(replaced)

    def _value(self, token: Any, variables: Mapping[str, Tokens], depth: int) -> Tokens | None:
        """Return the value of var(--name, fallback)."""
        arguments = list(token.arguments)
        comma = next((k for k, one in enumerate(arguments) if one == ","), len(arguments))
        names = [one for one in arguments[:comma] if one.type not in {"whitespace", "comment"}]
        if len(names) != 1 or names[0].type != "ident":
            return None
        value: Tokens | None = variables.get(names[0].value)
        if value is not None:
            value = self._replace(value, variables, depth - 1)
        if value is None and comma < len(arguments):
            value = self._replace(arguments[comma + 1 :], variables, depth - 1)
        return value


def _content(token: Any) -> Tokens:
    """Return the tokens inside a function or block."""
    if token.type == "function":
        return tuple(token.arguments)
    return tuple(token.content) if token.type in {"() block", "[] block", "{} block"} else ()


def _with_content(token: Any, content: Tokens) -> Any:
    """Return a copy of a function or block with other content."""
    if token.type == "function":
        return type(token)(token.source_line, token.source_column, token.name, list(content))
    return type(token)(token.source_line, token.source_column, list(content))
