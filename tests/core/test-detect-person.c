/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test-detect-person.c: names of private persons and sensitive circumstances: each reason and each exception
 * by itself. How much is found in natural lines is told by test-detect-score.c. */
#define G_LOG_DOMAIN "luukku"

#include "detect/luukku-detect.h"

#include <string.h>

#include "language/luukku-language.h"

/* Returns: (transfer full): what of @text is told as @kind, parts with "|" between them; "" for nothing. */
static char *
find (const char *kind, const char *text)
{
  const char *const kinds[] = { kind, NULL };
  g_autoptr (GArray) hits = luukku_detect (text, kinds);
  GString *found = g_string_new (NULL);

  for (guint i = 0; i < hits->len; i++) {
    const LuukkuHit *hit = &g_array_index (hits, LuukkuHit, i);
    g_autofree char *part = g_utf8_substring (text, hit->start, hit->end);

    g_assert_cmpint (hit->confidence, ==, LUUKKU_CONFIDENCE_LIKELY);
    g_assert_nonnull (hit->cues[1]);
    g_string_append_printf (found, "%s%s", found->len > 0 ? "|" : "", part);
  }
  return g_string_free (found, FALSE);
}

typedef struct {
  const char *text, *expected;
} Case;

static void
check (const char *kind, const Case *cases, guint n_cases)
{
  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *found = find (kind, cases[i].text);

    if (!g_str_equal (found, cases[i].expected))
      g_test_message ("%s: %s: %s", kind, cases[i].text, found);
    g_assert_cmpstr (found, ==, cases[i].expected);
  }
}

static const char *
first_cue (const char *kind, const char *text)
{
  const char *const kinds[] = { kind, NULL };
  g_autoptr (GArray) hits = luukku_detect (text, kinds);

  return hits->len == 0 ? NULL : g_array_index (hits, LuukkuHit, 0).cues[1];
}

static void
test_name_cues (void)
{
  g_assert_cmpstr (first_cue ("NAME", "Naapurinne Kalevi Nurmi muutti."), ==, "person-word");
  g_assert_cmpstr (first_cue ("NAME", "Hei Kalevi Nurmi, tie aurataan."), ==, "greeting");
  g_assert_cmpstr (first_cue ("NAME", "Kalevi Nurmi soitti meille."), ==, "deed");
  g_assert_cmpstr (first_cue ("NAME", "Valituksessa on Kalevi Nurmi."), ==, "paper");
  g_assert_cmpstr (first_cue ("NAME", "Kalevi Nurmen puhelin hukkui."), ==, "possession");
  g_assert_cmpstr (first_cue ("NAME", "Avain jäi Kalevi Nurmelle."), ==, "receiver");
  g_assert_cmpstr (first_cue ("NAME", "Kalevi Nurmi, 040 765 4321"), ==, "data-beside");
  g_assert_cmpstr (first_cue ("NAME", "Kalevi Nurmi\nMäntytie 8 A 3"), ==, "data-beside");
  g_assert_cmpstr (first_cue ("NAME", "Kalevi Nurmella on aivovamma."), ==, "circumstance");
  g_assert_cmpstr (first_cue ("NAME", "Todistus on Kalevi Nurmen."), ==, "possession");
  g_assert_null (first_cue ("NAME", "Kalevi Nurmi on iloinen."));
}

static void
test_name_pairs (void)
{
  static const Case cases[] = {
    { "Kalevi Nurmi ja Aino-Maria Korpi-Lahtinen, 040 765 4321", "Kalevi Nurmi|Aino-Maria Korpi-Lahtinen" },
    { "Naapurinne Kalevi Nurmi ja Aino Korpi tulivat", "Kalevi Nurmi|Aino Korpi" },
    { "Kalevi Nurmi ja Aino Korpi ovat tehneet ilmoituksen", "Kalevi Nurmi|Aino Korpi" },
    { "Rehtori Kalevi Nurmi ja Aino-Maria Korpi-Lahtinen, 040 765 4321", "" },
    { "Kalevi Nurmi ja Aino Korpi ovat iloisia", "" },
  };

  check ("NAME", cases, G_N_ELEMENTS (cases));
}

static void
test_name_strangers (void)
{
  static const Case cases[] = {
    { "Hakija Thomas Okafor toimitti liitteet", "Thomas Okafor" },
    { "The tenant Chidi Qwerzo moved out", "Chidi Qwerzo" },
    { "Poikanne kaveri Eemeli Harjula", "Eemeli Harjula" },
    { "Leiriläinen Eemeli Harjula", "Eemeli Harjula" },
    { "Kimmo Suhonen -niminen mies", "Kimmo Suhonen" },
    { "Hakija Rakennusliike Lehto Group sai luvan", "" },
    { "Asiakas Vakuutusosakeyhtiö Pohjola vastasi", "" },
    { "Illan vieras Jari Kallio kertoi elämästään", "" },
    { "Tervehdys, Kirsi Mäki kaupungin kirjaamosta", "" },
    { "Antakaa terveisiä Kalevi Nurmelle", "Kalevi Nurmelle" },
    { "Kalevi Nurmi, 040 765 1234", "Kalevi Nurmi" },
  };

  check ("NAME", cases, G_N_ELEMENTS (cases));
}

static void
test_sensitive_named (void)
{
  static const Case cases[] = {
    { "Kalevi Nurmi sairastaa dementiaa.", "dementiaa" },
    { "Poikas adhd on kirjattu.", "adhd" },
    { "Lääkäri Kalevi Nurmi luennoi dementiasta.", "" },
    { "Mies sairastaa dementiaa.", "" },
  };

  check ("SENSITIVE", cases, G_N_ELEMENTS (cases));
}

static void
test_name_forms (void)
{
  static const Case cases[] = {
    { "Asiakas Pekka Virtasen", "Pekka Virtasen" },
    { "Asiakas Liisa Mäeltä", "Liisa Mäeltä" },
    { "Asiakas Pekka Lahdelle", "Pekka Lahdelle" },
    { "Asiakas Pertti Lindholmin", "Pertti Lindholmin" },
    { "Asiakas Tauno Kankaan", "Tauno Kankaan" },
    { "Hakijan Virtanen Pekka", "Virtanen Pekka" },
    { "Hakija Juha Pekka Virtanen", "Juha Pekka Virtanen" },
    { "Hakija Anna-Liisa Mäki-Korhonen", "Anna-Liisa Mäki-Korhonen" },
    { "Karin Johanssons ansökan", "Karin Johanssons" },
    { "Мы ответили Сергею Иванову", "Сергею Иванову" },
    { "العميل محمد حسين", "محمد حسين" },
    /* a first name of no list, beside a word for a person */
    { "Asiakkaamme Xanthe Virtanen", "Xanthe Virtanen" },
  };

  check ("NAME", cases, G_N_ELEMENTS (cases));
}

static void
test_name_public (void)
{
  static const Case cases[] = {
    { "Asiakas soitti. Terveisin Kaisa Rantala", "" },
    { "Vastaus asiakkaalle.\nKaisa Rantala\npalvelusihteeri", "" },
    { "Kaupunginjohtaja Petri Salonen soitti", "" },
    { "Petri Salonen, tekninen johtaja, soitti", "" },
    { "Asiakas kääntyi: Minna Canthin katu", "" },
    { "Asiakas on Matti Mäkelä Oy", "" },
    { "Lisätietoja asiakkaille antaa Sari Heikkinen", "" },
    { "Kirje on vuodelta 1887, sen lähetti Kalevi Nurmi", "" },
    { "Asiakas Pekka soitti", "" },
    { "Hei Anna, kiitos", "" },
    { "Asiakas Pekka\nVirtanen", "" },
    { "Asiakas pekka maanantaina", "" },
    { "Hakija Virtanen soitti", "" },
    /* the word beside the name is about that person, the office is somebody else's */
    { "Naapurinne Kalevi Nurmi soitti johtajalle", "Kalevi Nurmi" },
  };

  check ("NAME", cases, G_N_ELEMENTS (cases));
}

static void
test_sensitive_anchors (void)
{
  g_assert_cmpstr (first_cue ("SENSITIVE", "Masennuksenne on tiedossa."), ==, "possessive");
  g_assert_cmpstr (first_cue ("SENSITIVE", "Raskautesi on tiedossa."), ==, "possessive");
  g_assert_cmpstr (first_cue ("SENSITIVE", "Lapsenne autismi on tiedossa."), ==, "relative");
  g_assert_cmpstr (first_cue ("SENSITIVE", "Your depression is known."), ==, "possessive");
  g_assert_cmpstr (first_cue ("SENSITIVE", "Teillä on turvakielto."), ==, "addressed");
  g_assert_cmpstr (first_cue ("SENSITIVE", "Asianne lastensuojelussa jatkuu."), ==, "case");
  g_assert_null (first_cue ("SENSITIVE", "Masennus on yleistä."));
  g_assert_null (first_cue ("SENSITIVE", "Diagnoosi tehdään sairaalassa."));
  g_assert_null (first_cue ("SENSITIVE", "Lapsenne soitti. Masennus on yleistä."));
  g_assert_null (
      first_cue ("SENSITIVE", "Lapsenne on saanut paikan koulusta ja siellä on myös luokka autismista."));
}

static void
test_sensitive_span (void)
{
  static const Case cases[] = {
    { "We noted your HIV status in the file.", "HIV status" },
    { "Lapsenne erityisen tuen päätös", "erityisen tuen" },
    { "Teidän lastensuojeluasiakkuutenne päättyi", "lastensuojeluasiakkuutenne" },
    { "Ваш диабет и эпилепсия", "диабет|эпилепсия" },
    { "Poikanne sijoitus jatkuu.", "sijoitus" },
  };

  check ("SENSITIVE", cases, G_N_ELEMENTS (cases));
}

static void
test_sensitive_harmless (void)
{
  static const Case cases[] = {
    { "Jos lapsenne tarvitsee erityistä tukea, soittakaa.", "" },
    { "Voitte hakea toimeentulotukea hakemuksellanne.", "" },
    { "Teidän kannattaa kysyä velkajärjestelystä.", "" },
    { "Kysymyksenne päihdepalveluista on hyvä.", "" },
    { "Lähetämme teille esitteen masennuksesta.", "" },
    { "Your question about depression", "" },
    { "Kaupungin sijoitus oli hyvä, poikanne voitti.", "" },
    { "Asiaanne hoitava henkilö on sairauslomalla.", "" },
  };

  check ("SENSITIVE", cases, G_N_ELEMENTS (cases));
}

/* Words of every reply: none of them is a circumstance, whatever stands before it. */
static void
test_sensitive_everyday (void)
{
  static const char everyday[] =
      "asia auto avain aika aikataulu alue aloite asukas asunto aurata aukiolo avustus bussi ehdotus eläke "
      "eskari "
      "halli hakemus hallitus harrastus henkilö hinta hoito hoitopaikka huone huolto huomenna häiriö "
      "ilmoitus "
      " jalkakäytävä jono joukkue juhla jumppa jäte jätteet kahvila kaivo kartta katu kaupunki kerho "
      "keskustelu kesä keskus kirja kirjasto kirje kissa koe koira kokous kommentti kone korjaus korkeus "
      "kortti koti "
      "koulu kunta kurssi kuva kysely kysymys käynti laina laituri laki lapsi lasku laskutus lautakunta "
      "leikki lehti "
      "leikkipuisto liikenne liite linja lippu lomake luistelu luokka lupa luvat lumi lähetys maksu maksut "
      "matka "
      "melu meri metsä mielipide museo muutos muutto mökki määrä naapuri neuvonta nimi numero nuoriso "
      "näyttely ohje "
      "ongelma opas opetus oppilas osa osoite paikka palaute palvelu parkki pihatie piha polku posti päivä "
      "päiväkoti "
      "päivähoito päätös pyynnöt pyörä pöytä raha rakennus rakenne ranta remontti reitti retki risteys "
      "roskat ruoka "
      "ryhmä saari sairaala sali sauna seura sijainti silta sivu sopimus summa suunnitelma sähkö sääntö "
      "taksi talo "
      "tapahtuma tarjous tehtävä teos terveys terveysasema tie tieto tila tilaus tili tilanne toimisto toive "
      "toukokuu "
      "tunti tuki tuoli turve tutkimus tuuli työ työpaikka uimahalli uusi vaalit valaistus valitus varaus "
      "vastaus "
      "vesi viesti vika virasto virhe viikko vuokra vuoro vuosi väylä yhteys ympäristö yritys äänestys "
      "keskustelut vähintään syövät syödään velvollisuus tuomiokirkko kasvaa rikki rikkoa raskas raskaat "
      "masto "
      "sairaan vanki varjo hivuttaa tarkastus lääkäri "
      "bil bok by byggnad brev buss dag fest fråga gata hus hund inköp karta klass kommun konto kort kurs "
      "kök lag "
      "lista lunch lärare mat möte namn nummer park pris problem program resa räkning skola snö sommar stad "
      "svar "
      "tid tomt torg tåg vatten vecka vinter väg ärende "
      "answer bill boat bridge building bus car card city class date day desk door email fee form garden "
      "hall home "
      "house key letter library light map meeting message month name noise number office park permit phone "
      "place "
      "plan pool price question queue road room school snow street table time town train tree water week "
      "адрес автобус билет вода вопрос город дверь день дом дорога заявка зима каток класс ключ книга лето "
      "лес "
      "магазин место мост номер окно ответ парк письмо площадь поезд рынок сад снег собака стол счёт улица "
      "урок "
      "школа долго должны "
      "buss kool linn maja maja raamat tee tänav vesi kiri küsimus lumi päev "
      "автобус будинок вода дорога місто питання школа сніг "
      "شارع مدرسة بيت ماء كتاب مكتبة سؤال";
  g_auto (GStrv) words = g_strsplit (everyday, " ", -1);

  for (guint i = 0; words[i] != NULL; i++) {
    g_autofree char *text = g_strdup_printf ("Lapsenne ja teidän %s on kunnossa.", words[i]);
    g_autofree char *found = NULL;

    if (*words[i] == '\0')
      continue;
    found = find ("SENSITIVE", text);
    g_assert_cmpstr (found, ==, "");
  }
}

/* A first and a last name of each list, as somebody who called. */
static void
test_name_languages (void)
{
  static const Case cases[] = {
    { "Hakija Mikko Savolainen", "Mikko Savolainen" },
    { "Sökanden Gunilla Wikström", "Gunilla Wikström" },
    { "Applicant Sarah Johnson", "Sarah Johnson" },
    { "Заявитель Анна Петрова", "Анна Петрова" },
    { "Taotleja Kadri Tamm", "Kadri Tamm" },
    { "Заявник Тарас Мельник", "Тарас Мельник" },
    { "اتصل خالد منصور", "خالد منصور" },
  };

  check ("NAME", cases, G_N_ELEMENTS (cases));
}

/* A megabyte of nothing but names or circumstances ends, and Voikko is asked a bounded number of times. */
static void
test_hostile (void)
{
  static const char *const parts[] = {
    "Anna Anna ",       "Xaa Xbb ",  "asiakas Matti Virtanen ",
    "teidän masennus ", "sijoitus ", "Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa "
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    GString *text = g_string_new (NULL);
    g_autoptr (GArray) hits = NULL;

    while (text->len < 200 * 1000)
      g_string_append (text, parts[i]);
    hits = luukku_detect (text->str, NULL);
    g_assert_cmpuint (hits->len, <=, text->len);
    g_string_free (text, TRUE);
  }
}

static void
test_empty (void)
{
  static const Case cases[] = { { "", "" }, { "Anna", "" }, { " ", "" }, { "Anna ", "" }, { "😀 😀", "" } };

  check ("NAME", cases, G_N_ELEMENTS (cases));
  check ("SENSITIVE", cases, G_N_ELEMENTS (cases));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  g_test_add_func ("/detect/name/cues", test_name_cues);
  g_test_add_func ("/detect/name/pairs", test_name_pairs);
  g_test_add_func ("/detect/name/strangers", test_name_strangers);
  g_test_add_func ("/detect/sensitive/named", test_sensitive_named);
  g_test_add_func ("/detect/name/forms", test_name_forms);
  g_test_add_func ("/detect/name/languages", test_name_languages);
  g_test_add_func ("/detect/name/public", test_name_public);
  g_test_add_func ("/detect/person/empty", test_empty);
  g_test_add_func ("/detect/person/hostile", test_hostile);
  g_test_add_func ("/detect/sensitive/anchors", test_sensitive_anchors);
  g_test_add_func ("/detect/sensitive/everyday", test_sensitive_everyday);
  g_test_add_func ("/detect/sensitive/harmless", test_sensitive_harmless);
  g_test_add_func ("/detect/sensitive/span", test_sensitive_span);
  status = g_test_run ();
  luukku_detect_shutdown ();
  luukku_language_shutdown ();
  return status;
}
