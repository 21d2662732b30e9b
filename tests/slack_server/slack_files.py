"""How an app sends a file: a place for it, the bytes, then sharing it (docs.slack.dev, files.getUploadURLExternal)."""

import uuid
from dataclasses import dataclass

from aiohttp import web

from tests.slack_server.slack_methods import WebApi
from tests.slack_server.slack_workspace import Call, Json, SlackError, public


@dataclass
class Upload:
    """A file on its way.

    Attributes:
        content: What was sent; ``None`` until then.
    """

    key: str
    name: str
    length: int
    content: bytes | None = None


class FileApi(WebApi):
    """The methods for files, and the server that takes the bytes."""

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, Upload] = {}
        self.uploads_disabled = False

    def do_files_getuploadurlexternal(self, args: Json) -> Json:
        if self.uploads_disabled:
            raise SlackError("file_uploads_disabled")
        length = int(args["length"])
        if length < 1:
            raise SlackError("missing_argument")
        file, key = self.new_id("F"), uuid.uuid4().hex
        self.uploads[file] = Upload(key, str(args["filename"]), length)
        return {"upload_url": f"{self.url}/upload/v1/{key}", "file_id": file}

    async def take_upload(self, request: web.Request) -> web.Response:
        """Raw bytes or a form; a place takes one file, of the very length that was said."""
        content = await _content(request)
        faults = self.faults["upload"]
        call = Call("upload", {"length": len(content)})
        self.calls.append(call)
        found = next((each for each in self.uploads.values() if each.key == request.match_info["key"]), None)
        if faults:
            status = faults.pop(0).status
        elif found is None or found.content is not None:
            status = 404
        else:
            status = 200 if len(content) == found.length else 400
        if status == 200 and found is not None:
            found.content = content
        call.status, call.reply = status, {"ok": status == 200}
        return web.Response(status=status, text=f"OK - {len(content)}" if status == 200 else "")

    def do_files_completeuploadexternal(self, args: Json) -> Json:
        """Share what was uploaded in a channel; a person's id is none here. It is done once."""
        sent = [(each["id"], self.uploads.get(each["id"])) for each in args["files"]]
        if any(upload is None or upload.content is None for _, upload in sent):
            raise SlackError("file_not_found")
        channel = self.channel(str(args["channel_id"]))["id"]
        said = self.checked({"text": args.get("initial_comment") or " ", "blocks": args.get("blocks")})
        if thread := args.get("thread_ts"):
            said["thread_ts"] = self.message(channel, str(thread), "thread_not_found")["ts"]
        files = []
        for file, upload in sent:
            assert upload is not None
            assert upload.content is not None
            del self.uploads[file]
            self.content[file] = upload.content
            url = f"{self.url}/files/{file}/{upload.name}"
            told = {"id": file, "name": upload.name, "size": len(upload.content), "url_private": url}
            files.append(told | {"title": args["files"][0].get("title", upload.name), "url_private_download": url})
        message = self.store({**self.author(), **said, "text": said["text"].strip(), "files": files}, channel)
        self.announce({**message, "subtype": "file_share"})
        return {"files": [public({"id": each["id"], "title": each["title"]}) for each in files]}

    def files_in(self, channel: str) -> list[tuple[str, bytes]]:
        """The files that the app shared there: what each is called, and its bytes."""
        with self.lock:
            there = [each for each in self.messages if each["channel"] == channel and each.get("bot_id")]
            return [(file["name"], self.content[file["id"]]) for each in there for file in each.get("files", ())]


async def _content(request: web.Request) -> bytes:
    if not request.content_type.startswith("multipart/"):
        return await request.read()
    form = await request.post()
    (field,) = (each for each in form.values() if isinstance(each, web.FileField))
    return field.file.read()
