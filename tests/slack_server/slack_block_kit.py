"""Slack's published Block Kit limits, checked the way its web API checks them.

``check = BlockCheck(); check.blocks(blocks, "/blocks", 50); check.errors`` is [] when Slack would take the blocks. Only
the blocks that are used here are known; any other is an error. For ``rich_text`` no limits are published: that each
text is not empty and no longer than a section's is assumed.
"""

import typing

Json = typing.Any
ELEMENTS = frozenset({"button", "image", "plain_text_input", "users_select"})
_RICH = frozenset({"rich_text_section", "rich_text_quote", "rich_text_list"})


class BlockCheck:
    """Collects what is wrong with blocks or a view, located the way Slack does it."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def error(self, at: str, message: str) -> None:
        self.errors.append(f"{message} [json-pointer:{at}]")

    def length(self, owner: Json, key: str, at: str, limit: int, *, required: bool = False) -> None:
        value = owner.get(key)
        if value is None:
            if required:
                self.error(at, f"missing required field: {key}")
        elif not isinstance(value, str) or not value:
            self.error(f"{at}/{key}", "must be more than 0 characters")
        elif len(value) > limit:
            self.error(f"{at}/{key}", f"must be less than {limit + 1} characters")

    def text(self, owner: Json, key: str, at: str, limit: int, *, plain: bool = False, required: bool = False) -> None:
        value = owner.get(key)
        if value is None:
            if required:
                self.error(at, f"missing required field: {key}")
        elif not isinstance(value, dict) or value.get("type") not in ("plain_text", "mrkdwn"):
            self.error(f"{at}/{key}", "must be a text object")
        elif plain and value["type"] != "plain_text":
            self.error(f"{at}/{key}/type", "must be one of [plain_text]")
        else:
            self.length(value, "text", f"{at}/{key}", limit, required=True)

    def items(self, owner: Json, key: str, at: str, limit: int) -> list[Json]:
        value = owner.get(key)
        if not isinstance(value, list) or not value:
            self.error(f"{at}/{key}", "no fewer than 1 items allowed")
            return []
        if len(value) > limit:
            self.error(f"{at}/{key}", f"no more than {limit} items allowed")
        return [each for each in value if isinstance(each, dict)]

    def element(self, element: Json, at: str, seen: set[object]) -> None:
        kind = element.get("type")
        if kind not in ELEMENTS:
            self.error(f"{at}/type", f"unsupported type: {kind}")
        self.length(element, "action_id", at, 255)
        if element.get("action_id") in seen:
            self.error(f"{at}/action_id", "`action_id` already exists")
        seen.add(element.get("action_id", object()))
        if kind == "button":
            self.text(element, "text", at, 75, plain=True, required=True)
            self.length(element, "value", at, 2000)
        if kind == "plain_text_input" and not 1 <= element.get("max_length", 3000) <= 3000:
            self.error(f"{at}/max_length", "must be between 1 and 3000")

    def rich(self, element: Json, at: str) -> None:
        kind = element.get("type")
        if kind == "text":
            self.length(element, "text", at, 3000, required=True)
        elif kind == "link":
            self.length(element, "url", at, 3000, required=True)
            self.length(element, "text", at, 3000)
        elif kind in _RICH:
            for place, inner in enumerate(self.items(element, "elements", at, 10_000)):
                self.rich(inner, f"{at}/elements/{place}")
        else:
            self.error(f"{at}/type", f"unsupported type: {kind}")

    def block(self, block: Json, at: str) -> None:  # noqa: C901 -- a case for each kind
        kind, seen = block.get("type"), set[object]()
        self.length(block, "block_id", at, 255)
        match kind:
            case "section":
                self.text(block, "text", at, 3000, required="fields" not in block)
                for place, each in enumerate(self.items(block, "fields", at, 10) if "fields" in block else []):
                    self.text({"text": each}, "text", f"{at}/fields/{place}", 2000)
            case "header":
                self.text(block, "text", at, 150, plain=True, required=True)
            case "actions":
                for place, each in enumerate(self.items(block, "elements", at, 25)):
                    self.element(each, f"{at}/elements/{place}", seen)
            case "context":
                for place, each in enumerate(self.items(block, "elements", at, 10)):
                    self.text({"text": each}, "text", f"{at}/elements/{place}", 3000)
            case "input":
                self.text(block, "label", at, 2000, plain=True, required=True)
                self.element(block.get("element", {}), f"{at}/element", seen)
            case "rich_text":
                for place, each in enumerate(self.items(block, "elements", at, 10_000)):
                    self.rich(each, f"{at}/elements/{place}")
            case _:
                self.error(f"{at}/type", f"unsupported type: {kind}")

    def blocks(self, blocks: Json, at: str, limit: int) -> None:
        if not isinstance(blocks, list) or not all(isinstance(block, dict) for block in blocks):
            self.error(at, "must be a list of blocks")
            return
        if len(blocks) > limit:
            self.error(at, f"no more than {limit} items allowed")
        ids = [block["block_id"] for block in blocks if block.get("block_id")]
        if len(ids) != len(set(ids)):
            self.error(at, "`block_id` already exists")
        for place, block in enumerate(blocks):
            self.block(block, f"{at}/{place}")

    def view(self, view: Json) -> None:
        if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
            self.error("/view/type", "must be one of [modal, home]")
            return
        is_modal, named = view["type"] == "modal", {key: value for key, value in view.items() if value != ""}
        if is_modal:
            self.text(view, "title", "/view", 24, plain=True, required=True)
        self.text(view, "submit", "/view", 24, plain=True)
        self.text(view, "close", "/view", 24, plain=True)
        self.length(named, "private_metadata", "/view", 3000)
        self.length(named, "callback_id", "/view", 255)
        self.blocks(view.get("blocks"), "/view/blocks", 100)
        if is_modal and not view.get("submit") and any(block.get("type") == "input" for block in view["blocks"]):
            self.error("/view", "missing required field: submit")
