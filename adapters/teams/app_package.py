"""The app as Teams takes it: a zip with the manifest, its texts in every language, and two icons."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from adapters.teams.activities import ASK_COMMAND
from adapters.teams.adaptive_card import Json
from adapters.teams.icons import color_icon, outline_icon
from bot.command_words import command_words
from bot.wording import wording_in
from knowledge.protocol import Language

MANIFEST_VERSION = "1.17"
_SCHEMA = f"https://developer.microsoft.com/json-schemas/teams/v{MANIFEST_VERSION}/MicrosoftTeams.schema.json"
_BLUE = "#1F4E79"
_FIRST, _OTHERS = Language.EN, (Language.NL,)
_COMMANDS = ("topics", "mine", "privacy", "help")
_SCOPES = ("personal", "team", "groupChat")
_LONGEST_DEVELOPER = 32


@dataclass(frozen=True, slots=True)
class App:
    """What differs between organisations.

    Attributes:
        app_id: The registration of the bot, which is the app's own id as well.
        version: Of Magdat, in three numbers; Teams takes a package again only when it rose.
        organisation: Who offers it.
        website: Where the organisation tells about it, at an address with https.
    """

    app_id: str
    version: str
    organisation: str
    website: str


def package(app: App) -> bytes:
    """The zip, the same for the same app."""
    files = {
        "manifest.json": _written(manifest(app)),
        **{f"{language}.json": _written(localised(language)) for language in _OTHERS},
        "color.png": color_icon(),
        "outline.png": outline_icon(),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def manifest(app: App) -> Json:
    """The manifest."""
    say = wording_in(_FIRST).say
    return {
        "$schema": _SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": app.version,
        "id": app.app_id,
        "developer": {
            "name": app.organisation[:_LONGEST_DEVELOPER],
            "websiteUrl": app.website,
            "privacyUrl": app.website,
            "termsOfUseUrl": app.website,
        },
        "name": {"short": "Magdat", "full": "Magdat"},
        "description": {"short": say("app.short"), "full": say("app.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": _BLUE,
        "localizationInfo": {
            "defaultLanguageTag": str(_FIRST),
            "additionalLanguages": [{"languageTag": str(each), "file": f"{each}.json"} for each in _OTHERS],
        },
        "bots": [
            {
                "botId": app.app_id,
                "scopes": list(_SCOPES),
                "supportsFiles": True,
                "commandLists": [{"scopes": list(_SCOPES), "commands": _commands(_FIRST)}],
            }
        ],
        "composeExtensions": [
            {
                "botId": app.app_id,
                "commands": [
                    {
                        "id": ASK_COMMAND,
                        "type": "action",
                        "context": ["message"],
                        "title": say("app.ask-about"),
                        "description": say("app.ask-about-meaning"),
                        "fetchTask": True,
                    }
                ],
            }
        ],
        "validDomains": [],
    }


def localised(language: Language) -> Mapping[str, str]:
    """What the manifest says in another language, by the place of each text in it."""
    say = wording_in(language).say
    texts = {
        "name.short": "Magdat",
        "name.full": "Magdat",
        "description.short": say("app.short"),
        "description.full": say("app.full"),
        "composeExtensions[0].commands[0].title": say("app.ask-about"),
        "composeExtensions[0].commands[0].description": say("app.ask-about-meaning"),
    }
    for place, command in enumerate(_commands(language)):
        for key, text in command.items():
            texts[f"bots[0].commandLists[0].commands[{place}].{key}"] = text
    return texts


def _commands(language: Language) -> list[dict[str, str]]:
    say = wording_in(language).say
    return [
        {"title": command_words(language, name)[0], "description": say(f"app.command.{name}")} for name in _COMMANDS
    ]


def _written(content: Json) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()
