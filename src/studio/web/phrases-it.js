// Sentences of the program, which speaks English, in Italian: the reasons that an author meets again and again.
// `$1` is what stood in the brackets, itself looked up here.

const exactly = (english, italian) => [new RegExp(`^${english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`), italian];

export const PHRASES = [
  [/^read as `(.*)`: (.+)$/s, "letto «$1»: $2"],
  [/^altavoce lexicon add "(.+)" --as en, or --as it, or --say …$/, "scegli se dirlo all'inglese, all'italiana o come lo scrivi tu"],
  [/^write the accent, or altavoce lexicon add .*$/, "scrivi l'accento nel testo, o scegli qui come dirla"],
  [/^(\d+) words without a stop$/, "$1 parole senza un punto"],
  [/^(\d+) words? not spoken in (.+) \((.+)\)$/, "$1 parole non dette in $2 ($3)"],
  [/^lines? ([\d, –-]+)$/, "riga $1"],
  exactly("write it out, or add it to the lexicon", "scrivilo per esteso, o scegli qui come dirlo"),
  exactly("cut it in two", "dividila in due"),
  exactly("say in the text what a listener must know of it", "di' nel testo quel che chi ascolta deve saperne"),
  exactly("describe it between the square brackets", "descrivila fra le parentesi quadre"),
  exactly("a picture without a text: listeners will not know that it is there", "un'immagine senza testo: chi ascolta non saprà che c'è"),
  exactly("a section without a word: its heading is not spoken", "una sezione senza parole: il suo titolo non è detto"),
  exactly("write something in it, or take the heading out", "scrivici qualcosa, o togli il titolo"),
  // why a reading is not sure
  exactly("this acronym is not in the table", "questa sigla non è in tabella"),
  exactly("day and month could be the other way round", "giorno e mese potrebbero essere scambiati"),
  exactly("it could be a day and a month", "potrebbe essere un giorno e un mese"),
  exactly("its comma is taken for an English mark of thousands", "la virgola è presa per quella delle migliaia inglesi"),
  exactly("two numbers that could be one, with a space for its thousands", "due numeri che potrebbero essere uno, con lo spazio delle migliaia"),
  exactly("a Roman numeral behind nothing known: read as a cardinal", "un numero romano dopo nulla di noto: letto come cardinale"),
  exactly("a name never seen: read as an English one", "un nome mai visto: letto all'inglese"),
  exactly("a name never seen: read as an Italian one", "un nome mai visto: letto all'italiana"),
  exactly("a foreign word by its accents", "una parola straniera, a giudicare dagli accenti"),
  exactly("read as English on weak evidence", "letta all'inglese, ma con pochi indizi"),
  exactly("read as Italian between Italian words, but it may be English", "letta all'italiana fra parole italiane, ma può essere inglese"),
  exactly("a spelling with several readings, and nothing around it tells which", "si scrive in un modo e si dice in più, e nulla lì intorno dice quale"),
  // why a word is said as it is
  exactly("your lexicon says so", "lo dice il tuo lessico"),
  exactly("the built-in lexicon says so", "lo dice il lessico di altavoce"),
  exactly("a foreign stem with an Italian ending", "una radice straniera con una desinenza italiana"),
  exactly("by its frequency and its letters", "per la sua frequenza e le sue lettere"),
  exactly("by the words around it", "per le parole che ha intorno"),
  exactly("a spelling with several readings: chosen by the words around it", "si scrive in un modo e si dice in più: scelto dalle parole intorno"),
  exactly("an elision, spelt in one word for the phonemiser", "un'elisione, detta in una parola sola"),
  exactly("the table of stresses says so", "lo dice la tabella degli accenti"),
  exactly("read as it is spelt", "letta come è scritta"),
  // states
  exactly("a draft", "una bozza"),
  exactly("the text has changed", "il testo è cambiato"),
  exactly("the issue was changed on disk meanwhile", "il numero è cambiato su disco nel frattempo"),
  exactly("look at both, then save again", "guarda tutti e due, poi salva di nuovo"),
];
