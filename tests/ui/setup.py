# SPDX-License-Identifier: GPL-2.0-or-later
"""Setting up channels as a new user does: an account of each kind is added in Pidgin's own form under a wrong name, and the
sentence that comes says what to write; then a message is taken in by hand, answered and ticked as sent. Steps for
test_ui.py."""

import os
import re
import shutil
import sys

from ui_kit import wait
from walk import SIGNATURE, check, dismiss_alarm

SENDER = "lumi.esimerkki"
TEXT = "Milloin kirjasto on auki?"
REPLY = "Aukeaa yhdeksalta."


def in_order(desk, role, where):
    """Everything of a role in the order of the screen. Pidgin's own words differ by its language, its order does not."""
    return [node for node in desk.walk(where) if node.get_role_name() == role]


def press_kind(desk, combo, name):
    desk.press(next(node for node in desk.everything(combo) if node.get_name() == name))


def manage(desk):
    """Accounts > Manage Accounts is the first item of the second menu."""
    main = desk.find("frame", desk.buddy_list())
    bar = next(node for node in desk.everything(main) if node.get_role_name() == "menu bar")
    desk.press(bar.get_child_at_index(1).get_child_at_index(0))
    desk.accounts = desk.find("dialog")
    wait("the list of accounts", lambda: in_order(desk, "push button", desk.accounts))
    desk.screenshot("accounts")


def dialogs(desk):
    windows = [desk.app().get_child_at_index(i) for i in range(desk.app().get_child_count())]
    return [window for window in windows  # one may have gone since they were counted
            if window is not None and window.get_role_name() in ("dialog", "alert")]


def fill(desk, line, text):
    """Keys are on their way when xdotool has returned: what is still to come would go into the next line that gets the focus.
    Pidgin takes over what was written when the focus leaves the line."""
    wait("the focus in the line", lambda: line.get_component_iface().grab_focus() and desk.has(line, "FOCUSED"))
    desk.type(text)
    hidden = line.get_role_name() == "password text"
    wait(f"“{text}” in the line", lambda: len(desk.text(line)) == len(text) if hidden else desk.text(line) == text)


def write_advanced(desk, form, values, ticks):
    """The first lines of the Advanced page, and boxes by their labels."""
    tabs = next(node for node in desk.everything(form) if node.get_role_name() == "page tab list")
    tabs.get_selection_iface().select_child(1)
    page = tabs.get_child_at_index(1)
    lines = wait("the lines of the Advanced page", lambda: in_order(desk, "text", page))
    for line, value in zip(lines, values):
        fill(desk, line, value)
    for tick in ticks:
        desk.press(desk.find("check box", desk.words(tick), page))
    desk.screenshot("advanced")


def add(desk, kind, label, name, advanced=(), ticks=()):
    """Adds an account of a kind; the name's label says in plain words what is wanted. @advanced: what stands in the first
    lines of the Advanced page; @ticks: labels of its boxes."""
    before = len(dialogs(desk))
    desk.press(in_order(desk, "push button", desk.accounts)[0])
    form = wait("the form of a new account", lambda: dialogs(desk)[-1] if len(dialogs(desk)) > before else None)
    press_kind(desk, in_order(desk, "combo box", form)[0], desk.words(kind))
    def named():
        """The form is made anew for each kind."""
        from gi.repository import GLib
        try:
            lines = in_order(desk, "text", form)
            return lines[0] if lines and desk.text(lines[0]) == desk.words(label) else None
        except GLib.Error:
            return None  # it was being made while we looked
    entry = wait("the name's label in its line", named)
    fill(desk, entry, name)
    desk.screenshot("add-" + kind.split()[0].lower())
    if advanced:
        write_advanced(desk, form, advanced, ticks)
    desk.press(in_order(desk, "push button", form)[-1])
    wait("the form to close", lambda: len(dialogs(desk)) <= before)


def told(desk, sentence):
    """What Pidgin shows under the buddy list about an account: not told before, whichever account it is of. That box is not on the
    accessibility bus, and the account's file is written only seconds later; libpurple's log has it at once."""
    def find():
        with open(os.path.join(desk.home, "pidgin.log"), encoding="utf-8", errors="replace") as stream:
            text = stream.read()
        error = text.find("Connection error on ", getattr(desk, "told_at", 0))
        place = text.find(sentence, error) if error >= 0 else -1
        if place >= 0:
            desk.told_at = place
        return place >= 0
    wait(f"“{sentence}” of the account", find)


def answer_secret(desk, title, label, secret="vaara"):
    """The question says where the secret is kept."""
    question = desk.find("dialog", desk.words(title))
    before = desk.words(label)
    desk.find("label", re.compile("^" + re.escape(before)), question)
    desk.activate("^" + desk.words(title) + "$")
    desk.type(secret)
    desk.screenshot("secret")
    desk.keys("Return")
    desk.gone("dialog", desk.words(title))


def telegram(desk):
    """The right name, a token that can be none."""
    add(desk, "Telegram bot (Luukku)", "Bot's user name", "kunta_bot")
    answer_secret(desk, "Access token", "Bot token from @BotFather")
    told(desk, desk.words("This account has no bot token yet, or what was given is none. Give it the token that @BotFather "
                          "showed when the bot was made."))
    desk.screenshot("telegram-refused")


def mastodon(desk):
    """A name that is no address: the sentence shows what one looks like, before a token is asked for."""
    add(desk, "Mastodon (Luukku)", "Account (user@server)", "kunta")
    told(desk, "kaupunki@mastodon.example")
    desk.screenshot("mastodon-refused")


def bluesky(desk):
    """A name without a dot is told before anything is asked; with the right one the app password is, and whoever leaves it is
    told how to come back."""
    add(desk, "Bluesky (Luukku)", "Name at Bluesky", "kunta")
    told(desk, desk.words("The account's name must be the account's name at Bluesky, such as kaupunki.bsky.social or "
                          "kaupunki.example, or its DID."))
    desk.screenshot("bluesky-refused")
    add(desk, "Bluesky (Luukku)", "Name at Bluesky", "kunta.example")
    question = desk.find("dialog", desk.words("Access token"))
    before = desk.words("App password (with access to direct messages)")
    desk.find("label", re.compile("^" + re.escape(before)), question)
    desk.screenshot("bluesky-password")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), question))
    told(desk, desk.words("No access token was given. Enable the account again and give the token."))


def matrix(desk):
    """A name that is no address; then the password is asked for, and the Advanced page says what the choices are."""
    add(desk, "Matrix (Luukku)", "Address (@user:server)", "kirjaamo")
    told(desk, "@kirjaamo:kunta.example")
    desk.screenshot("matrix-refused")
    add(desk, "Matrix (Luukku)", "Address (@user:server)", "@kirjaamo:kunta.example", ["http://127.0.0.1:1"])
    answer_secret(desk, "Password", "Password of the account at Matrix")
    desk.screenshot("matrix-asked")


def open311(desk):
    """A name with a space; then the right name without the interface's address: both are told before any key is asked for."""
    name = "Short name of the feedback system, such as palaute"
    add(desk, "Feedback system, Open311 (Luukku)", name, "Kuopion palaute")
    told(desk, desk.words("The account's name is a short name of the feedback system: small letters a–z, digits and hyphens, at "
                          "most 32 of them, such as “palaute”."))
    desk.screenshot("open311-refused")
    add(desk, "Feedback system, Open311 (Luukku)", name, "palaute", ["palaute.kuopio.example"])
    told(desk, desk.words("The address of the service must begin with https:// and have no query. Correct it on the account's "
                          "Advanced page, or leave it empty."))


def open311_key(desk):
    """The whole of it: a feedback system on this machine, with a key for writing."""
    sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "contract"))
    import open311_server  # its port ends with this process
    add(desk, "Feedback system, Open311 (Luukku)", "Short name of the feedback system, such as palaute", "katupalaute",
        [f"http://127.0.0.1:{open311_server.start()}"], ["The town has a key for writing"])
    answer_secret(desk, "Access token", "Key for writing (api_key)", open311_server.TOKEN)


def forward(desk):
    """A message is forwarded by the form; the answer with the number stands in the reply box, and nothing is sent."""
    window = desk.conversation(SENDER)
    desk.menu(window, desk.words.label("_Luukku"), desk.words("Forward to the feedback system…"))
    form = desk.find("dialog", desk.words("Forward to the feedback system"))
    cell = desk.find("table cell", re.compile("Liikennemerkit"), form)
    desk.activate("^" + desk.words("Forward to the feedback system") + "$")
    wait("the focus in the list", lambda: cell.get_parent().get_component_iface().grab_focus())
    desk.keys("Home", "space")
    check(any(desk.text(line).strip() == TEXT for line in in_order(desk, "text", form)), "the resident's words are not there")
    desk.screenshot("forward")
    desk.press(desk.find("push button", desk.words.label("_Forward"), form))
    desk.gone("dialog", desk.words("Forward to the feedback system"))
    desk.wait_history(window, "new0")
    entry = desk.entry(window)
    wait("the resident's answer", lambda: "new0" in desk.text(entry))
    desk.screenshot("forwarded")


def drop(desk):
    """A folder without its whole path."""
    add(desk, "Web form, folder (Luukku)", "Short name of the form, such as palaute", "lomake", ["lomakkeet"])
    told(desk, desk.words("Give the whole path of the folder into which the web form puts its submissions, on the account's "
                          "Advanced page, such as /srv/lomakkeet/palaute."))
    desk.screenshot("drop-refused")


def instagram(desk):
    add(desk, "Instagram (Luukku)", "Id of the linked Page", "kunnansivu")
    told(desk, desk.words("The account's name must be the Page's id, digits only. It is shown in Meta's business settings and "
                          "in the Page's own details."))
    desk.screenshot("instagram-refused")


def mail(desk):
    add(desk, "E-mail (Luukku)", "E-mail address", "kirjaamo")
    told(desk, desk.words("The account's name must be the mailbox's e-mail address, such as registry@example.org."))
    desk.screenshot("mail-refused")


def x(desk):
    """Nobody is asked for a token: somebody signs in in a browser, for which the town's app at X must be known."""
    add(desk, "X (Luukku)", "User name at X", "kunta")
    told(desk, desk.words("To sign in to X the account needs the client id of the town's app there (developer.x.com, “Native App”), and "
                          "a port between 1024 and 65535. Give them on the account's Advanced page."))
    desk.screenshot("x-refused")
    add(desk, "X (Luukku)", "User name at X", "kaupunki", ["town-client-id"])
    question = desk.find("dialog", desk.words("Sign in"))
    address = next(desk.text(node) for node in in_order(desk, "text", question))
    check(address.startswith("https://x.com/i/oauth2/authorize?response_type=code&client_id=town-client-id&"),
          "the address to copy is not there: " + address)
    desk.screenshot("sign-in")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), question))
    told(desk, desk.words("Nobody has signed in. Enable the account again to sign in in the browser."))
    desk.screenshot("sign-in-cancelled")


def app_secret(desk):
    """One hidden line, kept in the keyring."""
    title = desk.words("Access tokens")
    form = desk.find("dialog", title)
    desk.activate("^" + title + "$")
    lines = in_order(desk, "password text", form)
    check(len(lines) == 1, f"{len(lines)} hidden lines instead of one")
    fill(desk, lines[0], "salaisuus")
    save = desk.find("push button", desk.words.label("_Save"), form)
    wait("the button", lambda: desk.has(save, "SENSITIVE"))
    desk.screenshot("app-secret")
    desk.press(save)


def youtube(desk):
    """The channel's id is wanted, then the town's app at Google and its secret; the browser's page is shown to be copied."""
    add(desk, "YouTube (Luukku)", "Channel id or handle", "@kunta")
    told(desk, desk.words("To sign in to YouTube the account needs the client id of the town's app at Google "
                          "(console.cloud.google.com, “Desktop app”), and a port between 1024 and 65535. Give them on the "
                          "account's Advanced page."))
    desk.screenshot("youtube-refused")
    add(desk, "YouTube (Luukku)", "Channel id or handle", "@kaupunki", ["town.apps.example"])
    app_secret(desk)
    question = desk.find("dialog", desk.words("Sign in"))
    address = next(desk.text(node) for node in in_order(desk, "text", question))
    check(address.startswith("https://accounts.google.com/o/oauth2/v2/auth?response_type=code&client_id=town.apps.example&"),
          "the address to copy is not there: " + address)
    desk.screenshot("youtube-sign-in")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), question))
    told(desk, desk.words("Nobody has signed in. Enable the account again to sign in in the browser."))


def vimeo(desk):
    """An address instead of its last part: told before a token is asked for."""
    add(desk, "Vimeo (Luukku)", "Profile's name or number", "vimeo.com/kunta")
    told(desk, desk.words("The account's name must be the last part of the profile's address at Vimeo, such as kaupunki in "
                          "vimeo.com/kaupunki, or the account's number."))
    desk.screenshot("vimeo-refused")


def tiktok(desk):
    """TikTok sends no browser back to this computer: first the app's secret is asked for, then the address at which the
    browser ends is pasted; what does not belong there is asked for again."""
    add(desk, "TikTok (Luukku)", "User name at TikTok", "kunta")
    told(desk, desk.words("To sign in to TikTok the account needs the authorization address that TikTok shows for the town's app "
                          "(business-api.tiktok.com, “TikTok account holder authorization URL”). Copy it whole to the account's "
                          "Advanced page."))
    desk.screenshot("tiktok-refused")
    add(desk, "TikTok (Luukku)", "User name at TikTok", "kaupunki",
        ["https://www.tiktok.com/v2/auth/authorize?client_key=734&redirect_uri=https%3A%2F%2Fwww.kunta.example%2Fluukku%2F"])
    app_secret(desk)
    title = desk.words("Sign in")
    form = desk.find("dialog", title)
    address = next(desk.text(node) for node in in_order(desk, "text", form))
    check(address.startswith("https://www.tiktok.com/v2/auth/authorize?state="), "the address to copy is not there: " + address)
    desk.activate("^" + title + "$")
    fill(desk, in_order(desk, "password text", form)[0], "https://www.kunta.example/luukku/?code=toinen&state=arvattu")
    desk.screenshot("paste")
    desk.press(desk.find("push button", desk.words.label("_Go on"), form))
    # the sentence stands above the others in one label
    again = desk.words("This address does not belong to the signing in that Luukku has just begun. Open the address once more and "
                       "copy the new one.")
    desk.find("label", re.compile("^" + re.escape(again)))
    desk.screenshot("paste-again")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), desk.find("dialog", title)))
    told(desk, desk.words("Nobody has signed in. Enable the account again to sign in in the browser."))


def linkedin(desk):
    """The page's name is not what is wanted; with its number, and no app, a token is asked for."""
    add(desk, "LinkedIn (Luukku)", "Number of the page at LinkedIn", "kunta")
    told(desk, desk.words("The account's name must be the number of the page at LinkedIn, such as 12345678. It stands in the address "
                          "of the page when you manage it."))
    desk.screenshot("linkedin-refused")
    add(desk, "LinkedIn (Luukku)", "Number of the page at LinkedIn", "12345678", ["", "", "uusin"])
    told(desk, desk.words("The version of LinkedIn's interface must be a year and a month such as 202610. Correct it on the account's "
                          "Advanced page, or leave it empty."))


def whatsapp(desk):
    """The number itself is not what is wanted; the sentence says where the id is."""
    add(desk, "WhatsApp (Luukku)", "Phone number id", "+358401234567")
    told(desk, desk.words("The account's name must be the phone number id, digits only. Meta's app page shows it under "
                          "WhatsApp, API setup; it is not the phone number itself."))
    desk.screenshot("whatsapp-refused")


def whatsapp_relay(desk):
    """The right name, but nothing says where the relay is: that is told before the two tokens are asked for, too."""
    add(desk, "WhatsApp (Luukku)", "Phone number id", "106540352242922")
    told(desk, desk.words("This channel is received through the town's relay. Give its address (https://…) and the name of the "
                          "endpoint on the account's Advanced page."))


def whatsapp_tokens(desk):
    """Two secrets in one form, both hidden and both wanted; whoever leaves it is told how to come back."""
    add(desk, "WhatsApp (Luukku)", "Phone number id", "106540352242923", ["https://relay.kunta.example", "kunta"])
    title = desk.words("Access tokens")
    form = desk.find("dialog", title)
    desk.activate("^" + title + "$")
    desk.screenshot("tokens")
    lines = in_order(desk, "password text", form)
    check(len(lines) == 2, f"{len(lines)} hidden lines instead of two")
    save = desk.find("push button", desk.words.label("_Save"), form)
    check(not desk.has(save, "SENSITIVE"), "it can be saved without a token")
    fill(desk, lines[0], "vaara")
    check(not desk.has(save, "SENSITIVE"), "it can be saved with one of two tokens")
    fill(desk, lines[1], "vaara")
    wait("the button", lambda: desk.has(save, "SENSITIVE"))
    desk.screenshot("tokens-given")
    desk.press(desk.find("push button", desk.words.label("_Cancel"), form))
    told(desk, desk.words("No access token was given. Enable the account again and give the token."))


def training(desk):
    """No token, no platform: it works at once and its first resident writes."""
    before = len(dialogs(desk))
    add(desk, "Training (Luukku)", "Name of the practice account", "toinen", ["0", "1"])  # a message each second
    check(len(dialogs(desk)) <= before, "something is asked")
    account = desk.call_number("PurpleAccountsFind", "string:toinen", "string:prpl-luukku-training")
    check(account > 0, "there is no account")
    wait("the account", lambda: desk.call_number("PurpleAccountIsConnected", f"int32:{account}") == 1)
    wait("a message", lambda: desk.count("conversation JOIN channel ON channel.id = conversation.channel WHERE key = ?", "training:toinen"))
    desk.screenshot("training")


def close_accounts(desk):
    desk.press(in_order(desk, "push button", desk.accounts)[-1])
    wait("the list of accounts to close", lambda: not dialogs(desk))


def confirm(desk, form):
    button = desk.find("push button", desk.words.label("_OK"), form)
    wait("the focus on the button", lambda: button.get_component_iface().grab_focus() and desk.has(button, "FOCUSED"))
    desk.keys("space")  # Pidgin brings a conversation to the front only after a key or a click


def attach(desk, form, title):
    """The form comes back with the picture's name and with everything that was written."""
    picture = os.path.join(desk.home, "kirje.png")
    shutil.copy(os.path.join(desk.build, "data", "training", "monttu.png"), picture)
    desk.press(desk.find("radio button", desk.words("add a screenshot or another file first"), form))
    confirm(desk, form)
    desk.choose_file("A screenshot or another file of the message", picture)
    desk.find("label", desk.words("Files: %s") % "kirje.png")
    form = desk.find("dialog", title)
    check({SENDER, TEXT} <= {desk.text(node) for node in in_order(desk, "text", form)}, "something has to be written again")
    desk.activate("^" + title + "$")
    desk.screenshot("intake-with-picture")


def take_in(desk):
    """The form keeps what was written when something is missing, and says what."""
    main = desk.find("frame", desk.buddy_list())
    bar = next(node for node in desk.everything(main) if node.get_role_name() == "menu bar")
    desk.menu(bar.get_child_at_index(2), "Luukku", desk.words("Take in a message…"))
    title = desk.words("Take in a message")
    form = desk.find("dialog", title)
    desk.activate("^" + title + "$")
    desk.screenshot("intake")
    channels = in_order(desk, "combo box", form)[0]
    press_kind(desk, channels, {"en": "Letter", "fi": "Kirje"}[desk.words.language])  # named in the channel file
    # Pidgin gives the lines of such a form no names; the sender's is the uppermost, which comes last.
    fill(desk, in_order(desk, "text", form)[-1], SENDER)
    confirm(desk, form)
    desk.find("label", desk.words("The message is empty. Give its text, or a file as an attachment."))
    desk.screenshot("intake-without-text")
    form = desk.find("dialog", title)
    lines = [node for node in desk.walk(form) if node.get_role_name() == "text" and desk.has(node, "MULTI_LINE")]
    check(SENDER in [desk.text(node) for node in in_order(desk, "text", form)], "the sender has to be written again")
    desk.activate("^" + title + "$")
    fill(desk, lines[0], TEXT)
    attach(desk, desk.find("dialog", title), title)
    confirm(desk, desk.find("dialog", title))
    desk.gone("dialog", title)
    notice = wait("the notice with the number", lambda: dialogs(desk)[-1] if dialogs(desk) else None)
    desk.press(in_order(desk, "push button", notice)[-1])
    wait("the notice to close", lambda: not dialogs(desk))
    window = desk.conversation(SENDER)
    desk.wait_history(window, TEXT)
    desk.wait_history(window, "kirje.png")
    desk.screenshot("taken-in")


def answer(desk):
    """The reply is checked like any other, then waits on the clipboard until a person says that it was sent."""
    window = desk.conversation(SENDER)
    desk.activate(SENDER)
    desk.focus_entry(window)
    desk.type(REPLY + " " + SIGNATURE)
    desk.keys("Return")
    desk.button("Say that the reply was sent", window)
    desk.wait_entry(window, "")
    desk.screenshot("to-be-sent")


def tick(desk):
    window = desk.conversation(SENDER)
    desk.click("Say that the reply was sent", window)
    form = wait("the question", lambda: dialogs(desk)[-1] if dialogs(desk) else None)
    desk.screenshot("sent-question")
    desk.press(in_order(desk, "push button", form)[-1])
    desk.gone("push button", desk.words("Say that the reply was sent"), window)
    desk.screenshot("ticked")


STEPS = [
    ("the alarm of the practice account is closed", dismiss_alarm),
    ("the list of accounts opens", manage),
    ("a wrong token of Telegram is told", telegram),
    ("a wrong name on Mastodon is told", mastodon),
    ("a name at Bluesky without its server is refused, and the app password is asked for", bluesky),
    ("a wrong name at Matrix is told, and the password is asked for", matrix),
    ("a feedback system without its address is told", open311),
    ("a feedback system with a key for writing is added", open311_key),
    ("a folder without its whole path is told", drop),
    ("a wrong name on Instagram is told", instagram),
    ("a wrong name of a mailbox is told", mail),
    ("X without the town's app is told", x),
    ("YouTube without the town's app is told", youtube),
    ("an address instead of a name at Vimeo is told", vimeo),
    ("TikTok's app, its secret and a pasted address are asked for", tiktok),
    ("a name instead of LinkedIn's number is told", linkedin),
    ("a telephone number instead of WhatsApp's id is told", whatsapp),
    ("a relay that is missing is told", whatsapp_relay),
    ("WhatsApp's two tokens are asked for in one form", whatsapp_tokens),
    ("the list of accounts closes", close_accounts),
    ("a message without words is not taken in, with them it is", take_in),
    ("the reply is checked and waits on the clipboard", answer),
    ("a person ticks that it was sent", tick),
    ("the message is forwarded into the feedback system", forward),
    ("the list of accounts opens again", manage),
    ("the training channel works at once", training),  # the last: its residents write alarming things
]
