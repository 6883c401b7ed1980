# SPDX-License-Identifier: MIT
"""Mutants of a C file: small changes, each of which a test should notice.

A lexer and a little bracket matching are enough: what makes no sense does not compile, and a
mutant that does not compile is none.
"""
import re
from typing import NamedTuple

TOKEN = re.compile(r"""
      (?P<space>\s+|\\\n)
    | (?P<comment>/\*.*?\*/|//[^\n]*)
    | (?P<text>"(?:\\.|[^"\\])*")
    | (?P<char>'(?:\\.|[^'\\])+')
    | (?P<number>(?:0[xX][0-9a-fA-F]+|\d+)[uUlL]*)
    | (?P<name>[A-Za-z_]\w*)
    | (?P<punct><<=|>>=|\.\.\.|->|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||\#\#|[-+*/%&|^]=|[-+*/%&|^~!<>=?:;,.(){}\[\]\#\\])
    """, re.VERBOSE | re.DOTALL)
DIRECTIVE = re.compile(r"[ \t]*#[ \t]*(\w+)(?:/\*.*?\*/|[^\n\\]|\\.)*", re.DOTALL)
DEFINE = re.compile(r"[ \t]*#[ \t]*define[ \t]+\w+(?:\([^)]*\))?")

# What an operator between two values becomes.
BINARY = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",),
    "&&": ("||",), "||": ("&&",),
    "+": ("-",), "-": ("+",), "*": ("/",), "/": ("*",), "%": ("/",),
    "<<": (">>",), ">>": ("<<",), "&": ("|",), "|": ("&",), "^": ("&",),
    "+=": ("-=",), "-=": ("+=",), "*=": ("/=",), "/=": ("*=",), "|=": ("&=",), "&=": ("|=",),
    "<<=": (">>=",), ">>=": ("<<=",),
}
ASSIGNMENTS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
RELATIONS = {"<", "<=", ">", ">=", "==", "!="}
HEADERS = {"if", "while", "for", "switch"}
# A statement that starts with one of these is not deleted.
KEYWORDS = HEADERS | {
    "do", "else", "case", "default", "struct", "enum", "union", "const", "static", "unsigned", "signed",
    "int", "long", "short", "char", "bool", "void", "extern", "typedef", "volatile", "sizeof", "return",
    "break", "continue", "goto", "inline", "register", "_Static_assert"}
# Calls of these are hints to the processor: whatever they are given, only the cost differs.
HINTS = {"prefetch", "__builtin_prefetch"}
# Functions to which the order of arguments does not matter.
COMMUTATIVE = {"min_phys", "max_phys", "min_pfn_of", "max_pfn_of", "text_equal", "alike"}
CAST = re.compile(r"(?:const )?(?:(?:struct|enum|unsigned) \w+|[us](?:8|16|32|64)|\w+_t|int|long|char|void)(?: \*+)?")


class Token(NamedTuple):
    kind: str
    text: str
    start: int
    end: int
    macro: bool  # in the body of a #define


class Mutant(NamedTuple):
    file: str
    function: str  # empty outside of functions
    line: int
    kind: str
    removed: tuple  # the lines that change, as they are
    added: tuple    # and as the mutant has them
    start: int      # source[start:end] gives way to the replacement
    end: int
    replacement: str


def tokens_of(source):
    """Tokens without space, comments and directives; of a #define the body."""
    found, at, end_of_macro = [], 0, 0
    line_start = True
    while at < len(source):
        if line_start and at >= end_of_macro:
            directive = DIRECTIVE.match(source, at)
            if directive:
                define = DEFINE.match(source, at)
                end_of_macro = directive.end()
                at = define.end() if define else directive.end()
                line_start = False
                continue
        match = TOKEN.match(source, at)
        if not match:
            raise ValueError("what is this: " + source[at:at + 20])
        kind = match.lastgroup
        if kind in ("space", "comment"):
            line_start = "\n" in match.group() or line_start and kind == "space"
        else:
            line_start = False
            found.append(Token(kind, match.group(), at, match.end(), at < end_of_macro))
        at = match.end()
    return found


def match_brackets(tokens):
    """Index of a bracket -> index of its partner. Macros hold brackets of their own."""
    partner, stack = {}, []
    closing = {")": "(", "]": "[", "}": "{"}
    for i, token in enumerate(tokens):
        if token.kind != "punct":
            continue
        if token.text in "([{":
            stack.append(i)
        elif token.text in closing and stack and tokens[stack[-1]].text == closing[token.text]:
            partner[i] = stack.pop()
            partner[partner[i]] = i
    return partner


class File:
    """One source and what can be changed in it."""

    def __init__(self, name, source):
        self.name = name
        self.source = source
        self.tokens = tokens_of(source)
        self.partner = match_brackets(self.tokens)
        self.functions = self.find_functions()
        self.hints = [(i, self.partner[i + 1]) for i, token in enumerate(self.tokens)
                      if token.text in HINTS and self.text(i + 1) == "("]
        self.found = {}

    # ---- looking around ----

    def text(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def kind(self, i):
        return self.tokens[i].kind if 0 <= i < len(self.tokens) else ""

    def between(self, first, last):
        """The source from token first up to, without, token last."""
        return self.source[self.tokens[first].start:self.tokens[last - 1].end] if first < last else ""

    def find_functions(self):
        """Index of a function's opening brace -> its name."""
        functions, i = {}, 0
        while i < len(self.tokens):
            if self.text(i) == "{" and i in self.partner and not self.tokens[i].macro:
                if self.text(i - 1) == ")":
                    functions[i] = self.text(self.partner.get(i - 1, 0) - 1)
                i = self.partner[i]
            i += 1
        return functions

    def function_at(self, i):
        for brace, name in self.functions.items():
            if brace < i < self.partner[brace]:
                return name
        return ""

    def is_value_before(self, i):
        """Does token i stand behind a value, so that an operator there has two sides?"""
        before = self.text(i - 1)
        if before == ")":
            first = self.partner.get(i - 1, i - 1)
            return not CAST.fullmatch(self.between(first + 1, i - 1)) or self.kind(first - 1) == "name"
        return before == "]" or self.kind(i - 1) in ("number", "char", "text") or (
            self.kind(i - 1) == "name" and before not in KEYWORDS)

    def find_end(self, i, stops):
        """The first token at or behind i, outside of brackets, that is one of stops or closes."""
        while i < len(self.tokens) and self.text(i) not in stops:
            if self.text(i) in ("(", "[", "{") and i in self.partner:
                i = self.partner[i]
            elif self.text(i) in (")", "]", "}"):
                break
            i += 1
        return i

    def top_level(self, first, last):
        """Tokens of [first, last) that are outside of brackets."""
        texts, i = [], first
        while i < last:
            texts.append(self.text(i))
            i = self.partner[i] + 1 if self.text(i) in ("(", "[", "{") and i in self.partner else i + 1
        return texts

    def elements(self, opening):
        """[first, last) of what commas divide between brackets."""
        parts, first, end = [], opening + 1, self.partner[opening]
        while first < end:
            last = self.find_end(first, (",",))
            parts.append((first, last))
            first = last + 1
        return parts

    # ---- changing ----

    def in_hint(self, i):
        """Is token i part of a call that is a hint?"""
        return any(first <= i <= last for first, last in self.hints)

    def add(self, kind, first, last, replacement):
        """Tokens [first, last) give way to the replacement."""
        if self.in_hint(first):
            return
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        if self.source[start:end] == replacement:
            return
        line_start = self.source.rfind("\n", 0, start) + 1
        line_end = self.source.find("\n", end)
        removed = self.source[line_start:line_end]
        added = self.source[line_start:start] + replacement + self.source[end:line_end]
        self.found.setdefault((start, end, replacement), Mutant(
            self.name, self.function_at(first), self.source.count("\n", 0, start) + 1, kind,
            tuple(removed.split("\n")), tuple(added.split("\n")), start, end, replacement))

    def change_operators(self):
        for i, token in enumerate(self.tokens):
            if token.kind != "punct":
                continue
            if token.text in BINARY and self.is_value_before(i):
                for other in BINARY[token.text]:
                    if other[0] != token.text[0] or other[0] not in "<>" or not self.picks_one(i):
                        self.add("operator", i, i + 1, other)
            elif token.text in ("++", "--"):
                self.add("operator", i, i + 1, "--" if token.text == "++" else "++")
            elif token.text in ("!", "~") or token.text == "-" and not self.is_value_before(i):
                self.add("operator", i, i + 1, "")

    def picks_one(self, i):
        """Is the relation at i that of a minimum or maximum: x < y ? x : y, or if (x < y) x = y;?
        It is the same with equal ones in it, or without."""
        start = self.find_start(i)
        end = self.find_end(i + 1, ("?", "&&", "||", ";", ","))
        both = {self.between(start, i), self.between(i + 1, end)}
        if self.text(end) == "?":
            colon = self.find_end(end + 1, (":",))
            picked = (end + 1, colon), (colon + 1, self.find_end(colon + 1, (";", ",")))
        elif self.text(start - 1) == "(" and self.text(start - 2) == "if" and self.text(end) == ")":
            equals = self.find_end(end + 1, ("=", ";"))
            picked = (end + 1, equals), (equals + 1, self.find_end(equals, (";",)))
        else:
            return False
        return both == {self.between(*part) for part in picked}

    def change_constants(self):
        for i, token in enumerate(self.tokens):
            if token.kind == "number":
                digits = token.text.rstrip("uUlL")
                suffix = token.text[len(digits):]
                value = int(digits, 8 if re.fullmatch(r"0\d+", digits) else 0)
                show = hex if digits[:2] in ("0x", "0X") else str
                for other in {value + 1, abs(value - 1)} - {value}:
                    self.add("constant", i, i + 1, show(other) + suffix)
            elif token.text in ("true", "false"):
                self.add("constant", i, i + 1, "false" if token.text == "true" else "true")
            elif token.kind == "char" and re.fullmatch(r"'[ -~]'", token.text) and token.text[1] not in "&[":
                self.add("constant", i, i + 1, "'%c'" % (ord(token.text[1]) + 1))

    def negate(self, first, last):
        """A single relation is negated by its operator already."""
        top = self.top_level(first, last)
        if not top or "=" in top or "," in top:
            return
        if len(RELATIONS & set(top)) == 1 and not {"&&", "||", "?"} & set(top):
            return
        if top[0] == "!" and not {"&&", "||"} & set(top):
            return
        self.add("negation", first, last, "!(" + self.between(first, last) + ")")

    def negate_conditions(self):
        for i, token in enumerate(self.tokens):
            if token.text in ("if", "while") and self.text(i + 1) == "(":
                self.negate(i + 2, self.partner[i + 1])
            elif token.text == "for" and self.text(i + 1) == "(":
                first = self.find_end(i + 2, (";",)) + 1
                self.negate(first, self.find_end(first, (";",)))
            elif token.text == "?":
                self.negate(self.find_start(i), i)

    def find_start(self, i):
        """Where the expression in front of the operator at i starts."""
        i -= 1
        while i >= 0:
            text = self.text(i)
            if text in (")", "]", "}") and i in self.partner:
                i = self.partner[i]
            elif text in ASSIGNMENTS or text in ("return", "(", "[", "{", ",", ";", ":", "?"):
                break
            i -= 1
        return i + 1

    def swap_arguments(self):
        for i, token in enumerate(self.tokens):
            opening = i + 1
            if token.kind != "name" or self.text(opening) != "(" or token.text in KEYWORDS | COMMUTATIVE:
                continue
            if not token.macro and not self.function_at(i):
                continue
            self.swap_elements(opening)
        for i, token in enumerate(self.tokens):
            if token.text == "{" and self.text(i - 1) == ")" and i not in self.functions and \
                    self.text(self.partner.get(i - 1, 0) + 1) == "struct":
                self.swap_elements(i)

    def swap_elements(self, opening):
        parts = self.elements(opening)
        for (a, b), (c, d) in zip(parts, parts[1:]):
            if b > a and d > c and self.text(a) != "." and self.text(c) != ".":
                gap = self.source[self.tokens[b - 1].end:self.tokens[c].start]
                self.add("arguments", a, d, self.between(c, d) + gap + self.between(a, b))

    def statements(self):
        """(first, last) of simple statements in functions; last is their semicolon."""
        for brace in self.functions:
            i, end = brace + 1, self.partner[brace]
            while i < end:
                text = self.text(i)
                if text in ("{", "}", ";"):
                    i += 1
                elif text in ("else", "do"):
                    i += 1
                elif text in ("case", "default"):
                    i = self.find_end(i, (":",)) + 1
                elif self.kind(i) == "name" and self.text(i + 1) == "(" and (
                        text in HEADERS or self.is_loop(i)):
                    i = self.partner[i + 1] + 1
                else:
                    last = self.find_end(i, (";",))
                    yield i, last
                    i = last + 1

    def is_loop(self, i):
        """A macro that heads a loop: a statement follows its arguments."""
        after = self.partner[i + 1] + 1
        return self.text(after) == "{" or self.kind(after) == "name"

    def delete_statements(self):
        for first, last in self.statements():
            text, after = self.text(first), self.text(first + 1)
            jump = text in ("return", "break", "continue", "goto")
            call = self.kind(first) == "name" and text not in KEYWORDS and (
                after in ASSIGNMENTS or after in ("(", ".", "->", "[", "++", "--"))
            if jump or call or text in ("*", "++", "--", "("):
                self.add("deletion", first, last, "")

    def miss_by_one(self):
        """What is assigned or returned is one more."""
        for first, last in self.statements():
            if self.text(first) == "return":
                value = first + 1
            else:
                value = self.find_end(first, ASSIGNMENTS) + 1
                if value > last or self.text(value - 1) != "=":
                    continue
            end = self.find_end(value, (";", ","))
            one = end == value + 1 and (self.kind(value) == "number" or self.text(value) in ("true", "false"))
            if value < end and not one and self.text(value) not in ("{", ""):
                self.add("off by one", value, end, "(" + self.between(value, end) + ") + 1")


def mutants_of(name, source):
    """All mutants of a file, in its order."""
    file = File(name, source)
    file.change_operators()
    file.change_constants()
    file.negate_conditions()
    file.swap_arguments()
    file.delete_statements()
    file.miss_by_one()
    return sorted(file.found.values(), key=lambda m: (m.line, m.kind, m.added))
