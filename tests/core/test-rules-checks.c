/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-rules-checks.c: every check type on a rule of its own, with what it finds and what it leaves in peace.
 */
#define G_LOG_DOMAIN "luukku"

#include "language/luukku-language.h"
#include "rules/luukku-rules.h"

#include <string.h>

#define HEAD                                                                                                 \
  "[Pack]\nFormat=1\nId=x\nName=X\nBaseLanguage=en\nServiceLanguages=fi;sv;en;ru\n"                          \
  "OwnHosts=example.fi;www.example.fi\nTrustedHosts=suomi.fi\n"                                              \
  "[Role board]\nTitle=Board\nTitle[fi]=Hallitus\nCitation=product\n"                                        \
  "[Role group]\nTitle=Group\nTitle[fi]=Ryhmä\nCitation=product\n"                                          \
  "[Outgoing rule]\nTitle=Title\nTitle[fi]=Otsikko\nCitation=001:2\nSection=Part\n"

static LuukkuPack *
pack_with (const char *rule)
{
  g_autofree char *bytes =
      g_strconcat (HEAD, rule, strstr (rule, "Warning=") == NULL ? "Warning=Warning.\n" : "", NULL);
  g_autoptr (GError) error = NULL;
  LuukkuPack *pack = luukku_pack_parse ("x.pack", bytes, strlen (bytes), NULL, &error);

  g_assert_no_error (error);
  return pack;
}

/* Returns: (transfer full): the verdict of @rule on @text. */
static LuukkuVerdict *
check (const char *rule, const LuukkuRuleContext *context, const char *text)
{
  g_autoptr (LuukkuPack) pack = pack_with (rule);

  g_test_message ("%s", text);
  return luukku_rules_check (pack, context, text);
}

static const LuukkuFindingInit *
first (const LuukkuVerdict *verdict)
{
  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, >, 0);
  return luukku_finding_peek (g_ptr_array_index (luukku_verdict_get_findings (verdict), 0));
}

static void
finds (const char *rule, const LuukkuRuleContext *context, const char *text, guint count)
{
  g_autoptr (LuukkuVerdict) verdict = check (rule, context, text);

  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, ==, count);
}

/* The marked part of @text. */
static void
marks (const char *rule, const LuukkuRuleContext *context, const char *text, const char *marked)
{
  g_autoptr (LuukkuVerdict) verdict = check (rule, context, text);
  const LuukkuFindingInit *finding = first (verdict);
  g_autofree char *part = g_utf8_substring (text, finding->start, finding->end);

  g_assert_cmpstr (part, ==, marked);
}

static const LuukkuRuleContext nothing = { 0 };

/* --- words */

#define SWEAR "Check=lexicon\nSeverity=confirm\nLexicons=profanity\nExcept=quotation\nReason=required\n"

static void
test_lexicon (void)
{
  g_autoptr (LuukkuVerdict) verdict = check (SWEAR, &nothing, "Kokous meni ihan helvetin pitkäksi, hitto.");
  const LuukkuFindingInit *finding = first (verdict);

  g_assert_cmpuint (luukku_verdict_get_findings (verdict)->len, ==, 2);
  g_assert_cmpstr (finding->rule, ==, "rule");
  g_assert_cmpint (finding->severity, ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (finding->reason, ==, LUUKKU_REASON_REQUIRED);
  g_assert_cmpstr (finding->citation, ==, "001:2");
  g_assert_cmpstr (finding->section, ==, "Part");
  g_assert_cmpstr (finding->cues[0], ==, "profanity");
  g_assert_cmpstr (finding->cues[1], ==, "swearing");
  marks (SWEAR, &nothing, "Kokous meni ihan helvetin pitkäksi.", "helvetin");
  finds (SWEAR, &nothing, "Asukas kirjoitti ”helvetin pitkä jono”, ja jono on nyt lyhyempi.", 0);
  finds (SWEAR, &nothing, "Jono on nyt lyhyempi kuin eilen.", 0);
  finds (SWEAR, &nothing, "Mötet blev jävligt långt och det beklagar vi alla.", 1);
}

/* Advice is told once, however often its words stand. */
static void
test_advice_is_told_once (void)
{
  finds ("Check=lexicon\nSeverity=advice\nLexicons=opinion\n", &nothing,
         "Mielestäni tämä on hyvä, ja minusta se on myös halpa. Arvelen niin.", 1);
}

#define NEAR                                                                                                 \
  "Check=lexicon-near\nSeverity=confirm\nLexicons=health;social-welfare\nWith=sender-own;identity-code\n"

static void
test_lexicon_near (void)
{
  finds (NEAR, &nothing, "Lapsesi diagnoosi on kirjattu järjestelmään.", 1);
  finds (NEAR, &nothing, "Lapsesi tuli kouluun. Diagnoosi on yleinen sana.", 0);
  finds (NEAR, &nothing, "Luento masennuksesta pidetään kirjastossa.", 0);
  finds (NEAR, &nothing, "Barnskyddet har kontaktat er familj i går.", 1);
  finds (NEAR, &nothing, "Tunnuksella 010203-945H löytyy toimeentulotuki.", 1);
}

static void
test_courtesy (void)
{
  const LuukkuReplyTimes none = { NULL, 0 };
  gint64 time = 1;
  const LuukkuReplyTimes one = { &time, 1 };
  const char *rule = "Check=politeness\nSeverity=advice\nLexicons=greeting;thanks\n";

  finds (rule, &(LuukkuRuleContext){ .replies = &none }, "Asia on selvitetty ja hoidettu.", 1);
  finds (rule, &(LuukkuRuleContext){ .replies = &none }, "Hei! Asia on selvitetty.", 0);
  finds (rule, &(LuukkuRuleContext){ .replies = &none }, "Kiitoksia viestistä, asia on hoidettu.", 0);
  finds (rule, &(LuukkuRuleContext){ .replies = &one }, "Asia on selvitetty ja hoidettu.", 0);
  finds (rule, &nothing, "Asia on selvitetty ja hoidettu.", 0);
}

static void
test_topics (void)
{
  const char *const chosen[] = { "service-information", NULL };
  const char *const other[] = { "events", NULL };
  const char *topic =
      "Check=topic\nSeverity=advice\nTopics=health-social;funeral\nWarning=Go to {service}.\n";
  const char *always = "Check=always\nSeverity=confirm\nApplies=post\nTopics=service-information\n";
  g_autoptr (LuukkuVerdict) verdict = check (
      topic, &(LuukkuRuleContext){ .resident_text = "Missä on lähin terveyskeskus?", .service = "116 117" },
      "Hei, katson asian.");

  g_assert_cmpstr (first (verdict)->message, ==, "Go to 116 117.");
  finds (topic, &(LuukkuRuleContext){ .resident_text = "Milloin uimahalli aukeaa?" }, "Hei.", 0);
  finds (topic, &nothing, "Hei.", 0);
  finds (always, &(LuukkuRuleContext){ .is_post = TRUE, .topics = chosen }, "Tervetuloa!", 1);
  finds (always, &(LuukkuRuleContext){ .is_post = TRUE, .topics = other }, "Kirjasto on suljettu tänään.", 0);
  finds (always, &(LuukkuRuleContext){ .is_post = TRUE }, "Kirjasto on suljettu tänään.", 1);
  finds (always, &nothing, "Kirjasto on suljettu tänään.", 0);
}

/* --- text */

static void
test_shouting (void)
{
  const char *rule = "Check=shouting\nSeverity=advice\nCapsPercent=60\nMinLetters=20\nExclamationMarks=3\n";

  finds (rule, &nothing, "TÄMÄ ON MEIDÄN LOPULLINEN VASTAUKSEMME", 1);
  finds (rule, &nothing, "Tervetuloa!!!", 1);
  finds (rule, &nothing, "Tervetuloa!! KELA", 0);
}

static void
test_clarity (void)
{
  const char *rule =
      "Check=clarity\nSeverity=advice\nLexicons=officialese\nMaxWords=8\nAbbreviations=explain\n";

  marks (rule, &nothing, "Kaikki hyvin. Yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän.",
         "Yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän");
  marks (rule, &nothing, "Asia kuuluu ELY:lle eli keskukselle.", "ELY");
  finds (rule, &nothing, "Asia kuuluu ELY (keskukselle) nyt.", 0);
  finds (rule, &nothing, "Tiedosto on PDF ja se on auki.", 0);
  marks (rule, &nothing, "Tarvittava toimenpide on tehty.", "toimenpide");
}

static void
test_facts (void)
{
  const char *rule = "Check=facts\nSeverity=advice\nKinds=date;time;price;decision-number\n";

  marks (rule, &nothing, "Rata avataan 1.12.2026 aamulla.", "1.12.2026");
  marks (rule, &nothing, "Auki 1.2.–31.3.", "1.2.");
  marks (rule, &nothing, "Avataan klo 10.30 torstaina.", "klo 10.30");
  marks (rule, &nothing, "Öppet kl. 9 på morgonen", "kl. 9");
  marks (rule, &nothing, "Maksu on 25,50 €.", "25,50 €");
  marks (rule, &nothing, "Hinta on 1 200 euroa.", "1 200 euroa");
  marks (rule, &nothing, "Päätös § 45 on tehty.", "§ 45");
  marks (rule, &nothing, "Asia on KHAL:123/00.01.02/2026 valmis.", "KHAL:123/00.01.02/2026");
  finds (rule, &nothing, "Puhelin on 017 000 000, huone 12.", 0);
}

#define LINK "Check=link\nSeverity=confirm\nExcept=own-hosts;trusted-hosts\nReason=required\n"

static void
test_link (void)
{
  finds (LINK, &nothing, "Katso https://www.example.fi/asiat ja kartta.example.fi.", 0);
  finds (LINK, &nothing, "Asioi osoitteessa https://www.suomi.fi/viestit.", 0);
  marks (LINK, &nothing, "Katso www.muualla.fi.", "www.muualla.fi");
  finds (LINK, &nothing, "Katso notexample.fi nyt.", 1);
  finds (LINK, &nothing, "Katso https://example.fi.evil.ru/x nyt.", 1);
  finds (LINK, &nothing, "Katso https://example.fi@evil.ru/x nyt.", 1);
  finds (LINK, &nothing, "Katso http://exаmple.fi/ nyt.", 1); /* a Cyrillic а */
  finds (LINK, &nothing, "Kirjoita neuvonta@muualla.fi tai soita.", 0);
  finds (LINK, &nothing, "Kiitos.Hei taas, asia on hoidettu 1.2.", 0);
}

static void
test_language (void)
{
  const char *reply =
      "Check=language\nSeverity=advice\nMode=match-sender\nLanguages=fi;sv\nWarning=In {language}.\n";
  const char *both = "Check=language\nSeverity=confirm\nMode=both\nLanguages=fi;sv\nWarning=No {language}.\n";
  const LuukkuRuleContext swedish = { .language = "sv" };
  const LuukkuRuleContext english = { .language = "en" };
  g_autoptr (LuukkuVerdict) missing =
      check (both, &nothing, "Uimaranta avataan maanantaina ja se on auki illalla. Tervetuloa!");

  finds (reply, &swedish, "Hei, kirjasto on auki ja se suljetaan illalla.", 1);
  finds (reply, &swedish, "Hej, biblioteket är öppet och det stängs i kväll.", 0);
  finds (reply, &english, "Hei, kirjasto on auki ja se suljetaan illalla.", 0);
  finds (reply, &nothing, "Hei, kirjasto on auki ja se suljetaan illalla.", 0);
  g_assert_cmpstr (first (missing)->message, ==, "No Swedish.");
  finds (both, &nothing,
         "Uimaranta avataan maanantaina ja se on auki. Badstranden öppnar på måndag och den är öppen.", 0);
}

/* --- the conversation */

static void
test_reply_parts (void)
{
  const char *const negative[] = { "negative", NULL };
  const char *const other[] = { "idea", NULL };
  const char *rule = "Check=reply-parts\nSeverity=advice\nAfter=negative\nParts=thanks;cause;fix;sorry\n"
                     "Warning=No {missing}.\n";
  const LuukkuRuleContext context = { .is_reply = TRUE, .labels = negative };
  g_autoptr (LuukkuVerdict) verdict =
      check (rule, &context, "Tack för responsen! Vi beklagar det som hände er.");

  g_assert_cmpstr (first (verdict)->message, ==, "No the cause, how it is put right.");
  finds (rule, &context,
         "Thank you. It happened because the plough broke down. We are sorry and will repair it today.", 0);
  finds (rule, &context, "Спасибо за отзыв. Просим извинить нас, мы исправим это, причина в снегопаде.", 0);
  finds (rule, &(LuukkuRuleContext){ .labels = other }, "Kiitos palautteesta.", 0);
  finds (rule, &nothing, "Kiitos palautteesta.", 0);
}

static void
test_reply_count (void)
{
  const char *const negative[] = { "negative", NULL };
  const gint64 now = 1000 * G_TIME_SPAN_HOUR;
  gint64 times[] = { now - 50 * G_TIME_SPAN_MINUTE, now - 10 * G_TIME_SPAN_MINUTE,
                     now - 61 * G_TIME_SPAN_MINUTE };
  const LuukkuReplyTimes three = { times, 3 };
  const LuukkuReplyTimes one = { times, 1 };
  const char *rule = "Check=reply-count\nSeverity=confirm\nAfter=negative\nReplies=3\nWithin=60 minutes\n";

  finds (rule, &(LuukkuRuleContext){ .labels = negative, .now = now, .replies = &three }, "Hei.", 1);
  finds (rule, &(LuukkuRuleContext){ .labels = negative, .now = now, .replies = &one }, "Hei.", 0);
  finds (rule, &(LuukkuRuleContext){ .now = now, .replies = &three }, "Hei.", 0);
  finds (rule, &(LuukkuRuleContext){ .labels = negative, .replies = &three }, "Hei.", 0);
}

static void
test_answer_speed (void)
{
  const char *const negative[] = { "negative", NULL };
  const gint64 now = 1000 * G_TIME_SPAN_HOUR;
  const char *rule =
      "Check=answer-speed\nSeverity=advice\nAfter=negative\nWithin=2 minutes\nWith=attack;shouting\n";
  const LuukkuRuleContext fast = { .labels = negative, .now = now, .message_at = now - G_TIME_SPAN_MINUTE };
  const LuukkuRuleContext slow = { .labels = negative, .now = now, .message_at = now - G_TIME_SPAN_HOUR };

  finds (rule, &fast, "Ette te ymmärrä mitään tästä asiasta.", 1);
  finds (rule, &fast, "EI TODELLAKAAN OLE MEIDÄN SYYTÄMME", 1);
  finds (rule, &fast, "Kiitos viestistä, selvitämme asian.", 0);
  finds (rule, &slow, "Ette te ymmärrä mitään tästä asiasta.", 0);
}

/* --- people */

static void
test_private_contact (void)
{
  const char *const private[] = { "+358 40 000 1234", "sari@home.example", "Kotikuja 5", NULL };
  const char *rule = "Check=contact-details\nSeverity=block\nKinds=phone;email\nSubject=staff-private\n";
  const LuukkuRuleContext context = { .private_contacts = private };

  finds (rule, &context, "Hänen numeronsa on 040 000 1234.", 1);
  finds (rule, &context, "Soita 0400001234 tai +358400001234.", 1);
  finds (rule, &context, "Soita (040) 000-1234!", 1);
  finds (rule, &context, "Kirjoita SARI@home.example nyt.", 1);
  finds (rule, &context, "Hän asuu: kotikuja 5.", 1);
  finds (rule, &context, "Viite 10400001234 ei ole numero.", 0);
  finds (rule, &context, "Soita 040 000 12345.", 0);
  finds (rule, &context, "Numero on 06 000 0000.", 0);
  finds (rule, &nothing, "Hänen numeronsa on 040 000 1234.", 0);
}

#define CONTACT                                                                                              \
  "Check=contact-details\nSeverity=confirm\nKinds=phone;email;bank-account\nExcept=directory;sender-own\n"   \
  "Reason=consent-reference\n"

static void
test_contact_details (void)
{
  const char *const public[] = { "040 765 4321", NULL };
  const LuukkuRuleContext own = { .resident_text = "Hei, numeroni on 0407654321, soittakaa!" };
  const LuukkuRuleContext open = { .is_public = TRUE, .resident_text = "Hei, numeroni on 0407654321!" };
  g_autoptr (LuukkuVerdict) verdict = check (CONTACT, &nothing, "Voitte soittaa numeroon +358 40 765 4321.");

  g_assert_cmpstr (first (verdict)->kind, ==, "PHONE");
  g_assert_cmpint (first (verdict)->severity, ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (first (verdict)->reason, ==, LUUKKU_REASON_REQUIRED);
  finds (CONTACT, &(LuukkuRuleContext){ .public_contacts = public },
         "Voitte soittaa numeroon +358 40 765 4321.", 0);
  finds (CONTACT, &own, "Soitamme numeroon 040 765 4321.", 0);
  finds (CONTACT, &open, "Soitamme numeroon 040 765 4321.", 1);
  finds (CONTACT, &nothing, "Kirjoita osoitteeseen sari.malli@posti.example.", 1);
  finds (CONTACT, &nothing, "Kirjoita osoitteeseen sari.malli@example.fi.", 0);
  finds (CONTACT, &nothing, "Tili on FI37 1590 3000 0007 76.", 1);
}

static void
test_person_name (void)
{
  const char *rule = "Check=person-name\nSeverity=confirm\nChannels=public\nExcept=public-office\n";
  const LuukkuRuleContext open = { .is_public = TRUE };

  marks (rule, &open, "Asiakas Matti Virtanen on valittanut asiasta.", "Matti Virtanen");
  finds (rule, &open, "Rehtori Matti Virtanen vastaa koulusta.", 0);
  finds (rule, &nothing, "Asiakas Matti Virtanen on valittanut asiasta.", 0);
}

static void
test_consented_name (void)
{
  const char *rule =
      "Check=person-name\nSeverity=confirm\nRegister=consents\nWarning=Warning.\n"
      "[Register consents]\nTitle=Consents\nFields=person-or-group;data-kinds\nCitation=001:2\n";
  const char *without = "Check=person-name\nSeverity=confirm\n";
  const char *const names[] = { "Matti Virtanen", NULL };
  const LuukkuRuleContext agreed = { .is_public = TRUE, .named_with_consent = names };

  finds (rule, &agreed, "Asiakas Matti Virtanen on valittanut asiasta.", 0);
  finds (without, &agreed, "Asiakas Matti Virtanen on valittanut asiasta.", 1);
  marks (rule, &agreed, "Asiakas Matti Virtanen ja asukas Pekka Virtanen ovat valittaneet.",
         "Pekka Virtanen");
}

static void
test_minor (void)
{
  const char *const image[] = { "image", NULL };
  const char *minor = "Check=minor\nSeverity=confirm\nLexicons=child;school\nWith=age;class-name;image\n";
  const char *place =
      "Check=minor-location\nSeverity=confirm\nLexicons=school;class-name\nWith=time;place\nWithNeeded=2\n";

  finds (minor, &nothing, "Oppilas on 8-vuotias ja käy koulua.", 1);
  finds (minor, &nothing, "Luokan 3B lapset esiintyvät.", 1);
  finds (minor, &nothing, "Alle 8-vuotiaat lapset pääsevät ilmaiseksi.", 0);
  finds (minor, &nothing, "Lapset ovat tervetulleita.", 0);
  finds (minor, &(LuukkuRuleContext){ .attachments = image }, "Lapset retkellä.", 1);
  finds (place, &nothing, "Päiväkoti on laavulla klo 10.", 1);
  finds (place, &nothing, "Päiväkoti on laavulla. Tulemme klo 10.", 0);
}

static void
test_sender (void)
{
  const char *const one[] = { "board", NULL };
  const char *const both[] = { "group", "board", NULL };
  const char *approved = "Check=sender\nSeverity=block\nRequire=account-approved\nApprovers=board;group\n"
                         "ApproversNeeded=2\nWarning=Missing: {approver}.\n";
  const char *kind = "Check=sender\nSeverity=block\nRequire=organisation-account;expert-account\n";
  const char *user = "Check=sender\nSeverity=block\nRequire=user-on-account;user-inducted\n";
  g_autoptr (LuukkuVerdict) verdict =
      check (approved, &(LuukkuRuleContext){ .has_registers = TRUE, .account_approvals = one }, "Hei.");
  g_autoptr (LuukkuVerdict) unknown = check (user, &(LuukkuRuleContext){ .has_registers = TRUE }, "Hei.");

  g_assert_cmpstr (first (verdict)->message, ==, "Missing: Group.");
  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  finds (approved, &(LuukkuRuleContext){ .has_registers = TRUE, .account_approvals = both }, "Hei.", 0);
  finds (kind, &(LuukkuRuleContext){ .has_registers = TRUE, .account_kind = "project" }, "Hei.", 0);
  finds (kind, &(LuukkuRuleContext){ .has_registers = TRUE, .account_kind = "expert" }, "Hei.", 0);
  finds (kind, &(LuukkuRuleContext){ .has_registers = TRUE, .account_kind = "personal" }, "Hei.", 1);
  finds (user,
         &(LuukkuRuleContext){
             .has_registers = TRUE, .user_on_account = LUUKKU_FACT_YES, .user_inducted = LUUKKU_FACT_NO },
         "Hei.", 1);
  /* what nobody has entered stops nothing, and is told once */
  g_assert_cmpuint (luukku_verdict_get_findings (unknown)->len, ==, 1);
  g_assert_cmpint (luukku_verdict_get_severity (unknown), ==, LUUKKU_SEVERITY_ADVICE);
  g_assert_nonnull (strstr (first (unknown)->message, "your induction"));
  finds (user, &nothing, "Hei.", 0);
}

/* --- files */

static void
test_attachment (void)
{
  const char *const image[] = { "image", NULL };
  const char *const sound[] = { "audio", NULL };
  const char *const first_tick[] = { "rule:1", NULL };
  const char *const both_ticks[] = { "rule:1", "rule:2", NULL };
  const char *const second_tick[] = { "rule:2", NULL };
  const char *all =
      "Check=attachment\nSeverity=confirm\nKinds=image;video\nTicksNeeded=all\nTick1=One\nTick2=Two\n";
  const char *any =
      "Check=attachment\nSeverity=confirm\nKinds=image\nTicksNeeded=any\nTick1=One\nTick2=Two\n";
  const char *number =
      "Check=attachment\nSeverity=confirm\nKinds=image\nTicksNeeded=1\nTick1=One\nTick2=Two\n";
  const char *unit =
      "Check=attachment\nSeverity=confirm\nKinds=image\nLexicons=child\nUnits=school\nTick1=One\n";
  g_autoptr (LuukkuVerdict) verdict =
      check (all, &(LuukkuRuleContext){ .attachments = image, .ticks = first_tick }, "Kuva");

  g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK);
  g_assert_nonnull (strstr (first (verdict)->message, "Two"));
  g_assert_null (strstr (first (verdict)->message, "One"));
  finds (all, &(LuukkuRuleContext){ .attachments = image, .ticks = both_ticks }, "Kuva", 0);
  finds (all, &(LuukkuRuleContext){ .attachments = sound }, "Ääni", 0);
  finds (all, &nothing, "Kuva", 0);
  finds (any, &(LuukkuRuleContext){ .attachments = image, .ticks = second_tick }, "Kuva", 0);
  finds (any, &(LuukkuRuleContext){ .attachments = image }, "Kuva", 1);
  finds (number, &(LuukkuRuleContext){ .attachments = image, .ticks = first_tick }, "Kuva", 0);
  finds (number, &(LuukkuRuleContext){ .attachments = image, .ticks = second_tick }, "Kuva", 1);
  finds (unit, &(LuukkuRuleContext){ .attachments = image }, "Tori kesällä on kaunis.", 0);
  finds (unit, &(LuukkuRuleContext){ .attachments = image, .unit_kind = "school" }, "Tori kesällä on kaunis.",
         1);
  finds (unit, &(LuukkuRuleContext){ .attachments = image }, "Lapset torilla kesällä.", 1);
}

static void
test_quotation (void)
{
  const char *rule = "Check=attachment-or-quote\nSeverity=confirm\nKinds=document\nQuoteMinChars=20\n";

  finds (rule, &nothing, "Kirjassa sanotaan: ”Tämä lainaus on pidempi kuin kaksikymmentä merkkiä.”", 1);
  finds (rule, &nothing, "Sanotaan »lyhyt» ja «коротко».", 0);
  finds (rule, &nothing, "> rivi jota lainataan tässä pitkästi\nHei", 1);
  finds (rule, &nothing, "Ei lainausmerkkiä lainkaan vaikka teksti on pitkä.", 0);
}

/* --- severity, scope and settings */

static void
test_settings_and_locks (void)
{
  const char *const lowered[] = { "rule", NULL };
  const LuukkuRuleContext context = { .lowered = lowered };
  g_autoptr (LuukkuVerdict) milder = check (SWEAR, &context, "Hitto.");
  g_autoptr (LuukkuVerdict) locked = check (SWEAR "Locked=yes\n", &context, "Hitto.");
  g_autoptr (LuukkuVerdict) block = check ("Check=identity-code\nSeverity=block\n", &context, "010203-945H");
  g_autoptr (LuukkuVerdict) locked_block =
      check ("Check=identity-code\nSeverity=block\nLocked=yes\n", &context, "010203-945H");

  g_assert_cmpint (luukku_verdict_get_severity (milder), ==, LUUKKU_SEVERITY_ADVICE);
  g_assert_cmpint (luukku_verdict_get_severity (locked), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (luukku_verdict_get_severity (block), ==, LUUKKU_SEVERITY_CONFIRM);
  g_assert_cmpint (luukku_verdict_get_reason_need (block), ==, LUUKKU_REASON_REQUIRED);
  g_assert_cmpint (luukku_verdict_get_severity (locked_block), ==, LUUKKU_SEVERITY_BLOCK);
}

static void
test_where_rules_apply (void)
{
  finds (SWEAR "Applies=post\n", &nothing, "Hitto.", 0);
  finds (SWEAR "Applies=post\n", &(LuukkuRuleContext){ .is_post = TRUE }, "Hitto.", 1);
  finds (SWEAR "Applies=reply\n", &nothing, "Hitto.", 0);
  finds (SWEAR "Applies=reply;post\n", &nothing, "Hitto.", 1);
  finds (SWEAR "Channels=public\n", &nothing, "Hitto.", 0);
  finds (SWEAR "Channels=public\n", &(LuukkuRuleContext){ .is_public = TRUE }, "Hitto.", 1);
  finds (SWEAR "Scope=elected\n", &(LuukkuRuleContext){ .user_role = "staff" }, "Hitto.", 0);
  finds (SWEAR "Scope=elected\n", &(LuukkuRuleContext){ .user_role = "elected" }, "Hitto.", 1);
  finds (SWEAR "Scope=elected\n", &nothing, "Hitto.", 1);
}

/* No rule reads past what it is given. */
static void
test_odd_texts (void)
{
  static const char *const texts[] = { "",    " ", "\n\n", "!",        "«",   "\"",   "....",
                                       "@@@", "a", "1",    "https://", "://", "5.5.", "§" };
  g_autofree char *path =
      g_build_filename (g_getenv ("LUUKKU_BUILD_DIR"), "data", "packs", "kauhava.pack", NULL);
  g_autoptr (LuukkuPack) pack = luukku_pack_load (path, NULL, NULL);
  const char *const files[] = { "image", NULL };
  const LuukkuRuleContext context = { .is_reply = TRUE,
                                      .is_post = TRUE,
                                      .is_public = TRUE,
                                      .attachments = files,
                                      .has_registers = TRUE,
                                      .resident_text = "" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (LuukkuVerdict) verdict = luukku_rules_check (pack, &context, texts[i]);

    g_assert_cmpint (luukku_verdict_get_severity (verdict), ==, LUUKKU_SEVERITY_BLOCK); /* the ticks */
  }
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/lexicon/words", test_lexicon);
  g_test_add_func ("/rules/lexicon/advice-once", test_advice_is_told_once);
  g_test_add_func ("/rules/lexicon-near/sentence", test_lexicon_near);
  g_test_add_func ("/rules/politeness/first-answer", test_courtesy);
  g_test_add_func ("/rules/topic/authority-and-posts", test_topics);
  g_test_add_func ("/rules/shouting/capitals", test_shouting);
  g_test_add_func ("/rules/clarity/all", test_clarity);
  g_test_add_func ("/rules/facts/shapes", test_facts);
  g_test_add_func ("/rules/link/hosts", test_link);
  g_test_add_func ("/rules/language/modes", test_language);
  g_test_add_func ("/rules/reply-parts/languages", test_reply_parts);
  g_test_add_func ("/rules/reply-count/within", test_reply_count);
  g_test_add_func ("/rules/answer-speed/sharp", test_answer_speed);
  g_test_add_func ("/rules/contact-details/private", test_private_contact);
  g_test_add_func ("/rules/contact-details/detected", test_contact_details);
  g_test_add_func ("/rules/person-name/public", test_person_name);
  g_test_add_func ("/rules/person-name/consent", test_consented_name);
  g_test_add_func ("/rules/minor/which-child", test_minor);
  g_test_add_func ("/rules/sender/registers", test_sender);
  g_test_add_func ("/rules/attachment/ticks", test_attachment);
  g_test_add_func ("/rules/quotation/long", test_quotation);
  g_test_add_func ("/rules/severity/settings-and-locks", test_settings_and_locks);
  g_test_add_func ("/rules/applies/where", test_where_rules_apply);
  g_test_add_func ("/rules/odd-texts", test_odd_texts);
  result = g_test_run ();
  luukku_language_shutdown ();
  return result;
}
