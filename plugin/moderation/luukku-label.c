/* SPDX-License-Identifier: GPL-2.0-or-later */
/* luukku-label.c: the labels in order of urgency, with the words that tell a person what each means. */
#define G_LOG_DOMAIN "luukku"

#include "moderation/luukku-moderation.h"

/* TRANSLATORS: the labels of incoming messages: a short title, then what the clerk should do. The message may
 * turn out to be harmless, so every sentence says "may". */
static const LuukkuLabelInfo labels[] = {
  { LUUKKU_LABEL_THREAT_PERSON, N_ ("Threat against a person"),
    N_ ("The message may threaten somebody with violence. It is kept as evidence: tell your supervisor now."),
    N_ ("If somebody is in danger now, call 112. Do not answer the threat. Your supervisor decides with you "
        "about a report to the police."),
    TRUE, TRUE },
  { LUUKKU_LABEL_THREAT_PREMISES, N_ ("Threat against premises"),
    N_ ("The message may threaten an office, a school or another place. It is kept as evidence: call the "
        "authorities and tell the supervisor of the unit at once."),
    N_ ("Call 112 first. Then tell the supervisor of the unit, who decides whether people leave the place. "
        "Do "
        "not answer the threat."),
    TRUE, TRUE },
  { LUUKKU_LABEL_SELF_HARM, N_ ("Somebody may harm themselves"),
    N_ ("The writer, or somebody the message names, may be about to hurt themselves. Read it now and answer "
        "as "
        "a person; nothing is sent by itself."),
    N_ ("If life is in danger now, call 112 and tell what you know. If there is time, tell the writer of a crisis "
        "line in your own words; your unit's instructions have its number. Talk with your supervisor afterwards: you "
        "need not carry this alone."),
    FALSE, FALSE },
  { LUUKKU_LABEL_SAFETY, N_ ("Danger or unsafe discussion"),
    N_ ("The message may tell of a danger, of violence suffered or of a discussion that feels unsafe. Thank "
        "the writer and pass it on; nobody is punished for telling."),
    N_ ("If somebody is in danger now, call 112. A broken place goes to the unit that looks after it, an "
        "unsafe discussion to its moderator."),
    FALSE, FALSE },
  { LUUKKU_LABEL_HATE, N_ ("Hate against a group"),
    N_ ("The message may put down a group of people. A copy is kept; decide whether the message stays."),
    NULL, FALSE, TRUE },
  { LUUKKU_LABEL_HARASSMENT, N_ ("Harassment"),
    N_ ("The message may insult or harass a person. You need not bear it alone: hand it on if you like."),
    NULL, FALSE, TRUE },
  { LUUKKU_LABEL_PHISHING, N_ ("May steal passwords or money"),
    N_ ("The message may lure people to a false site. Open no link of it and hide it from others."), NULL,
    FALSE, FALSE },
  { LUUKKU_LABEL_REMOVAL, N_ ("Request to remove something"),
    N_ ("Somebody may ask us to take down a picture, a text or personal data. It becomes a case with its own "
        "clock."),
    NULL, FALSE, FALSE },
  { LUUKKU_LABEL_SPAM, N_ ("Advertising"), N_ ("The message may be advertising. Decide whether it stays."),
    NULL, FALSE, FALSE },
  { LUUKKU_LABEL_PROFANITY, N_ ("Swearing"),
    N_ ("The message has swear words. That alone is no reason to remove it."), NULL, FALSE, FALSE },
};

const LuukkuLabelInfo *
luukku_moderation_labels (guint *ret_count)
{
  *ret_count = G_N_ELEMENTS (labels);
  return labels;
}

const LuukkuLabelInfo *
luukku_moderation_label (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (g_str_equal (labels[i].name, name))
      return &labels[i];
  }
  return NULL;
}
