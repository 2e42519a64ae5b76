// The page in Italian. Keys as in messages-en.js; a test holds the two together.

export default {
  // the frame
  skip: "Vai al contenuto", nav: "Sezioni", "nav.issues": "Numeri", "nav.settings": "Impostazioni", "nav.log": "Registro",
  language: "Lingua", theme: "Aspetto", "theme.auto": "Auto", "theme.light": "Chiaro", "theme.dark": "Scuro",
  undo: "Annulla", "undo.done": "Annullato: {label}", save: "Salva", cancel: "Lascia stare", close: "Chiudi", line: "riga {line}",
  "error.unknown": "Il server ha risposto {status} senza dire perché.",
  "error.gone": "altavoce non risponde.", "error.gone.fix": "Se è stato chiuso, riavvialo con altavoce studio: questa pagina si ricollega da sola.",
  "voice.rest": "Tutto il resto funziona.",

  // keys
  "keys.title": "Tasti", "keys.on": "Tasti attivi", "keys.escape": "Chiude il pannello, ferma la voce", "key.Space": "Spazio", "key.Shift+Space": "Maiusc + Spazio", "key.Enter": "Invio", "key.Escape": "Esc",
  "keys.say": "Ascolta la frase, o aspetta", "keys.from-here": "Ascolta da qui in poi", "keys.chapter": "Ascolta il capitolo",
  "keys.next": "Avanti", "keys.previous": "Indietro", "keys.next-word": "Parola seguente", "keys.previous-word": "Parola precedente",
  "keys.word": "Correggi la parola", "keys.next-finding": "Dubbio seguente", "keys.previous-finding": "Dubbio precedente",
  "keys.edit": "Modifica il paragrafo", "keys.heard": "Segna come ascoltata, o no", "keys.takes": "Altre letture della frase", "keys.pause": "La pausa dopo la frase",
  "keys.slower": "Più lento", "keys.faster": "Più veloce", "keys.make": "Vai alla puntata", "keys.script": "Vai al copione",

  // the list
  "issues.title": "Numeri", "issues.import": "Importa", "issues.new": "Nuovo programma", "issues.search": "Cerca un numero", "issues.filter": "Quali numeri",
  "issues.filter.all": "Tutti", "issues.filter.open": "Da finire", "issues.filter.doubts": "Con dubbi",
  "issues.none": "Non c'è ancora nessun numero: trascina qui un file, incolla una newsletter, o scegli Importa.", "issues.nothing": "Nessun numero corrisponde.",
  "issues.count": "{n} {n|numero|numeri}", "issues.checking": "guardo a che punto sono…", "issues.file-gone": "il file del numero non c'è più",
  "issues.in-feed": "nel feed", "issues.doubts": "{n} {n|dubbio|dubbi}", "issues.heard": "{percent} % ascoltato", "issues.heard-of": "{heard} frasi ascoltate su {all}",
  "issues.drop": "Lascia il file qui per importarlo",
  "episode.made": "puntata fatta", "episode.stale": "puntata da rifare", "episode.missing": "da fare", "episode.unknown": "…",
  "published.no": "non pubblicata", "published.older": "fuori una versione prima", "published.without-feed": "fuori, senza feed", "published.yes": "pubblicata",

  // import
  "import.title": "Importa un numero", "import.kinds": "Testo, Markdown, HTML, e-mail, feed, e gli archivi di Substack, Ghost, Medium, WordPress e beehiiv. Niente lascia questo computer.",
  "import.file": "Un file", "import.paste": "Oppure incolla qui la newsletter", "import.paste.hint": "Il testo, o il codice HTML della pagina o della e-mail.", "import.look": "Guarda che cosa ne viene",
  "import.reading": "Leggo…", "import.guesses": "Che cosa ho capito", "import.format": "formato: {format}", "import.count": "{n} {n|numero|numeri}", "import.number": "Numero", "import.date": "Data", "import.author": "Autore",
  "import.drafts": "Anche le bozze", "import.paid": "Anche i testi per soli abbonati", "import.no": "n. {n}", "import.exists": "c'è già", "import.chapters": "Capitoli: {list}", "import.markdown": "Il Markdown che verrà scritto",
  "import.replace": "Sostituisci i numeri che ci sono già", "import.write": "Scrivi {n|il numero|i numeri}", "import.written": "{n} {n|numero scritto|numeri scritti}", "import.large": "{name} è più grande di 20 MB.",

  // a new show
  "new.heading": "Un nuovo programma", "new.about": "Poche domande, e tutto si cambia dopo nelle impostazioni.", "new.begin": "Comincia", "new.made": "{n} file scritti", "new.voice": "Voce",
  "new.title": "Come si chiama", "new.title.hint": "È detto all'inizio di ogni puntata.", "new.author": "Chi lo scrive", "new.author.hint": "Nome e cognome, come in una firma.",
  "new.email": "E-mail", "new.email.hint": "Sta nel feed: le directory la usano per sapere di chi è il programma.", "new.description": "Di che cosa parla", "new.description.hint": "Un paragrafo, si può scrivere dopo.",
  "new.url": "Dove sarà pubblicato", "new.url.hint": "L'indirizzo della cartella sul web, se lo sai già.", "new.category": "Categoria", "new.category.hint": "Una di quelle di Apple, in inglese: Technology, Arts, News…",

  // an issue
  "issue.pages": "Pagine del numero", "issue.script": "Copione", "issue.make": "Puntata",
  "script.reading": "Leggo il numero…", "script.label": "Copione", "script.chapters": "Capitoli", "script.words": "{n} {n|parola|parole}", "script.length": "circa {time}",
  "script.heard": "{heard} di {all} ascoltate", "script.all-heard": "tutto ascoltato", "script.all-heard.now": "Tutto ascoltato: la puntata si può fare.", "script.lost": "{n} {n|parola|parole} non dette ({percent})",
  "sentence.say": "Ascolta la frase {n}: {words}", "sentence.say.heard": "Ascolta di nuovo la frase {n}, già ascoltata: {words}", "sentence.spoken": "Si legge:", "sentence.findings": "{n} {n|dubbio|dubbi} in questa frase",
  "sentence.none": "Scegli una frase del copione.", "sentence.hear": "Ascolta", "sentence.from-here": "Da qui in poi", "sentence.edit": "Modifica", "sentence.mark": "Segna come ascoltata", "sentence.unmark": "Ascoltata",
  "sentence.lasts": "{n} s", "sentence.about": "circa {n} s",
  "change.silent": "(non si dice)",
  "dropped.label": "Non si legge:", "dropped.restore": "Falla leggere", "dropped.restored": "Ora si legge.",
  "chapter.say": "Ascolta il capitolo", "chapter.tools": "Voce e passaggio", "chapter.voice": "Voce di questa sezione", "chapter.voice.narrator": "quella del programma", "chapter.voice.kept": "Voce scritta in show.toml.",
  "chapter.transition": "Parole che portano qui", "chapter.transition.hint": "Dette al posto del titolo «{heading}».", "chapter.transition.none": "Non dire nulla", "chapter.transition.usual": "Come al solito", "chapter.transition.kept": "Passaggio scritto in show.toml.",
  "pause.title": "Pausa: trascina per cambiarla", "pause.label": "Pausa dopo la frase", "pause.seconds": "{n} {n|secondo|secondi}", "pause.short": "{n} s", "pause.kept": "Pausa di {n} s scritta nel file.", "pause.usual": "Pausa tolta dal file.",
  "pause.told": "L'hai chiesta tu nel testo.", "pause.of": "La solita {kind}.", "pause.reset": "Togli la mia",
  "edit.title": "Modifica (e)", "edit.paragraph": "Modifica il paragrafo alla riga {line}", "edit.label": "Righe {from}–{to} del file", "edit.label.one": "Riga {line} del file", "edit.hint": "Ctrl + Invio salva, Esc lascia il testo in sospeso. Cambiano solo queste righe.",
  "edit.saved": "Paragrafo salvato.", "edit.kept": "Il testo non salvato resta qui.", "edit.discard": "Buttalo", "edit.draft": "C'era un testo non salvato: eccolo.", "edit.one": "Un paragrafo alla volta: salva prima questo.", "edit.ours": "Queste parole sono di altavoce: si cambiano nelle impostazioni.",
  "edit.changed": "Il file è cambiato nel frattempo: non ho scritto nulla.", "edit.changed.now": "Il file è appena cambiato, proprio qui.", "edit.on-disk": "Adesso nel file c'è:", "edit.gone": "(questo paragrafo non c'è più: copia il tuo testo e mettilo dove vuoi)",
  "edit.mine": "Scrivi il mio al suo posto", "edit.theirs": "Tieni quello del file",

  // the panel
  "panel.label": "Dubbi e correzioni", "panel.findings": "Dubbi", "panel.sentence": "Frase", "panel.word": "Parola", "panel.close": "Chiudi il pannello", "panel.open": "Dubbi, frase, parola",
  "findings.none": "Nessun dubbio: si può ascoltare.", "findings.previous": "Precedente", "findings.next": "Seguente", "findings.times": "{n} volte", "findings.mend": "Correggi", "findings.mend.of": "Correggi {what}", "findings.at": "Dubbio {n} di {all}: {what}",
  "risk.5": "grave", "risk.4": "serio", "risk.3": "medio", "risk.2": "lieve", "risk.1": "piccolo",
  "word.none": "Scegli una parola del copione: clic, oppure le frecce e Invio.", "word.reading": "Guardo come si dice…", "word.said": "Si dice", "word.change": "Scritta", "word.why": "Perché", "word.doubt": "Dubbio", "word.entry": "Nel lessico",
  "word.alternatives": "Come dirla", "word.own": "come la scrivo io", "word.own.label": "Scrivila come suona", "word.own.hint": "Lettere italiane, con l'accento dove cade: «Elli Sclàin».", "word.hear": "La parola", "word.hear-sentence": "La frase", "word.hear-this": "Ascolta la frase con {name}",
  "word.current": "adesso", "word.trying": "La dico…", "word.tried": "{letters} /{phonemes}/", "word.here": "Solo qui", "word.show": "In tutto il programma", "word.kept-in": "Si scrive in lexicon.toml e si può annullare.", "word.kept": "{label}, in {place}.", "word.choose": "Scegli prima come dirla.",
  "takes.title": "Altre letture", "takes.about": "La stessa frase detta in modi diversi, da sentire una accanto all'altra.", "takes.make": "Senti le letture", "takes.making": "Le preparo…", "takes.hear": "Ascolta: {name}", "takes.keep": "Tieni questa", "takes.is-kept": "Tenuta", "takes.kept": "lettura {n}", "takes.chosen": "Tenuta: {name}.",

  // the player
  "player.play": "Ascolta", "player.pause": "Aspetta", "player.previous": "Frase precedente", "player.next": "Frase seguente", "player.chapter": "Ascolta il capitolo", "player.from-here": "Ascolta da qui in poi",
  "player.speed": "Velocità", "player.zoom": "Da vicino", "player.waveform": "Posizione", "player.at": "{time} di {all}", "player.episode": "Puntata fatta", "speed.now": "Velocità {n}×",

  // make and publish
  "make.about": "Cinque passi, e ognuno si può rifare.", "make.heard": "Ascoltato?", "make.first-unheard": "Vai alla prima da ascoltare", "make.all-heard": "Segna tutto come ascoltato", "make.none-heard": "Dimentica gli ascolti",
  "make.make": "La puntata", "make.begin": "Fai la puntata", "make.again": "Rifai la puntata", "make.length": "Durata", "make.loudness": "Volume", "make.peak": "Picco", "make.suspects": "Frasi da riascoltare", "make.done": "La puntata è fatta.", "make.unchanged": "Era già fatta: nulla è cambiato.",
  "make.look": "Com'è venuta", "make.listen": "La puntata", "make.page": "La pagina della puntata", "make.page.open": "Apri la pagina in un'altra scheda", "make.page.none": "Non c'è una pagina: manca l'indirizzo del programma nelle impostazioni.",
  "make.lint": "Controlli", "make.lint.none": "Nulla da ridire: le app e le directory la accetteranno.",
  "publish.title": "Pubblica", "publish.to": "Va a", "publish.nowhere": "Non è detto dove pubblicare.", "publish.plan": "Guarda che cosa uscirebbe", "publish.planning": "Guardo che cosa è cambiato…", "publish.plan.title": "Che cosa uscirà", "publish.files": "{n} {n|file|file}",
  "plan.sends": "Partono {n} file, {size}, verso {target}.", "plan.replaces": "{n} di questi {n|ne sostituisce uno|ne sostituiscono altri} che c'erano.", "plan.kept": "{n} {n|file è già fuori e resta|file sono già fuori e restano}.", "plan.removes": "{n} {n|file che nulla nomina più sarà tolto|file che nulla nomina più saranno tolti}.", "plan.feed": "Il feed parte per ultimo, dopo tutto ciò che nomina.", "plan.no-feed": "Il feed resta com'è.", "publish.send": "Pubblica {n} file ({size})", "publish.sure": "Pubblico?", "publish.sure.what": "{n} file, {size}, a {target}. Chi è abbonato li riceverà.", "publish.yes": "Sì, pubblica", "publish.nothing": "Fuori c'è già tutto.",
  "publish.sent": "Pubblicati {n} file, {size}.", "publish.public": "Riguardato da dove lo prendono gli abbonati: è a posto.",
  "job.progress": "Avanzamento", "job.cancel": "Ferma", "job.cancelled": "Fermato. Quel che era già detto resta.", "job.left": "ancora {time}",
  "log.title": "Che cosa è uscito", "log.none": "Ancora nulla.", "log.feed": "il feed", "log.files": "{n} file",

  // settings
  "settings.title": "Impostazioni", "settings.about": "Ogni valore sta in show.toml, commenti compresi: qui o nel tuo editor è lo stesso.", "settings.kept": "{key} scritto.", "settings.taken-out": "{key} tolto.", "settings.line": "{file}, riga {line}", "settings.default": "di solito {value}",
  "settings.take-out": "Togli", "settings.take-out.of": "Togli {key}", "settings.reload": "Rileggi il file",
  "group.show": "Il programma", "group.voice": "Una voce tua", "group.transitions": "Passaggi", "group.sections": "Voci delle sezioni", "group.speakers": "Chi parla in un'intervista", "group.pauses": "Pause, in secondi", "group.loudness": "Volume", "group.sound": "Suono",
  "group.music": "Musica", "group.formats": "Formati", "group.check": "Controllo", "group.italian": "Italiano", "group.feed": "Feed", "group.publish": "Pubblicazione", "group.site": "Pagine",

  // the program's own words
  "finding.reading": "lettura incerta", "finding.heteronym": "due pronunce", "finding.language": "lingua incerta", "finding.name": "nome nuovo", "finding.empty-section": "sezione vuota", "finding.picture": "immagine senza testo", "finding.long-sentence": "frase lunga", "finding.not-spoken": "non si legge", "finding.voice": "voce incerta",
  "role.opening": "apertura", "role.notice": "avviso", "role.transition": "passaggio", "role.subtitle": "sottotitolo", "role.text": "testo", "role.quote": "citazione", "role.item": "voce di elenco", "role.row": "riga di tabella", "role.image": "immagine", "role.closing": "chiusura",
  "pause.sentence": "fra due frasi", "pause.paragraph": "fra due paragrafi", "pause.transition": "dopo un passaggio", "pause.chapter": "fra due capitoli",
  "class.abbreviation": "abbreviazione", "class.accent": "accento", "class.acronym": "sigla", "class.address": "indirizzo", "class.arithmetic": "conto", "class.capitals": "maiuscole", "class.cardinal": "numero", "class.code": "codice", "class.date": "data", "class.decimal": "decimale", "class.fraction": "frazione",
  "class.handle": "nome di profilo", "class.hashtag": "hashtag", "class.legal": "legge", "class.letter": "lettera", "class.lexicon": "lessico", "class.money": "denaro", "class.number": "numero", "class.ordinal": "ordinale", "class.percent": "percentuale", "class.phone": "telefono", "class.punctuation": "punteggiatura",
  "class.range": "intervallo", "class.ratio": "rapporto", "class.roman": "numero romano", "class.score": "risultato", "class.silent": "non si dice", "class.space": "spazio", "class.spelling": "grafia", "class.symbol": "segno", "class.time": "ora", "class.times": "volte", "class.unit": "misura", "class.measure": "misura", "class.version": "versione",
  "said.en": "letta all'inglese", "said.fr": "letta alla francese", "said.de": "letta alla tedesca", "said.es": "letta alla spagnola", "said.yours": "detta come vuole il tuo lessico",
  "alternative.stress": "accento", "alternative.italian": "all'italiana", "alternative.english": "all'inglese", "alternative.french": "alla francese", "alternative.german": "alla tedesca", "alternative.spanish": "alla spagnola", "alternative.letters": "lettera per lettera", "alternative.word": "come una parola", "alternative.number": "altra lettura",
  "take.as it is": "così com'è", "take.slower": "più lenta", "take.faster": "più svelta", "take.livelier": "più mossa", "take.calmer": "più piana", "take.flatter": "più piana",
  "step.speaking": "La voce legge", "step.levelling": "Pareggio il volume", "step.writing": "Scrivo i file", "step.feed": "Scrivo il feed", "step.site": "Scrivo le pagine", "step.lint": "Controllo tutto", "step.looking": "Guardo che cosa è cambiato", "step.sending": "Spedisco", "step.verifying": "Riguardo da fuori",
  "severity.error": "errore", "severity.warning": "attenzione", "severity.note": "nota", "action.upload": "spedisce", "action.replace": "sostituisce", "action.remove": "toglie", "action.check": "controlla",
};
