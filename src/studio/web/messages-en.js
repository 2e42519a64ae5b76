// The page in English. Keys as in messages-it.js; a test holds the two together.

export default {
  // the frame
  skip: "Skip to the content", nav: "Sections", "nav.issues": "Issues", "nav.settings": "Settings", "nav.log": "Log",
  language: "Language", theme: "Appearance", "theme.auto": "Auto", "theme.light": "Light", "theme.dark": "Dark",
  undo: "Undo", "undo.done": "Undone: {label}", save: "Save", cancel: "Cancel", close: "Close", line: "line {line}",
  "error.unknown": "The server answered {status} and did not say why.",
  "error.gone": "altavoce does not answer.", "error.gone.fix": "If it was closed, start it again with altavoce studio: this page connects again by itself.",
  "voice.rest": "All the rest works.",

  // keys
  "keys.title": "Keys", "keys.on": "Keys are on", "keys.escape": "Close the panel, stop the voice", "key.Space": "Space", "key.Shift+Space": "Shift + Space", "key.Enter": "Enter", "key.Escape": "Esc",
  "keys.say": "Hear the sentence, or wait", "keys.from-here": "Hear from here on", "keys.chapter": "Hear the chapter",
  "keys.next": "Next", "keys.previous": "Previous", "keys.next-word": "Next word", "keys.previous-word": "Previous word",
  "keys.word": "Mend the word", "keys.next-finding": "Next doubt", "keys.previous-finding": "Previous doubt",
  "keys.edit": "Edit the paragraph", "keys.heard": "Mark as heard, or not", "keys.takes": "Other takes of the sentence", "keys.pause": "The pause behind the sentence",
  "keys.slower": "Slower", "keys.faster": "Faster", "keys.make": "Go to the episode", "keys.script": "Go to the script",

  // the list
  "issues.title": "Issues", "issues.import": "Import", "issues.new": "New show", "issues.search": "Search issues", "issues.filter": "Which issues",
  "issues.filter.all": "All", "issues.filter.open": "To be done", "issues.filter.doubts": "With doubts",
  "issues.none": "No issue yet: drop a file here, paste a newsletter, or choose Import.", "issues.nothing": "No issue fits.",
  "issues.count": "{n} {n|issue|issues}", "issues.checking": "looking where they stand…", "issues.file-gone": "the issue's file is gone",
  "issues.in-feed": "in the feed", "issues.doubts": "{n} {n|doubt|doubts}", "issues.heard": "{percent}% heard", "issues.heard-of": "{heard} of {all} sentences heard",
  "issues.drop": "Drop the file here to import it",
  "episode.made": "episode made", "episode.stale": "episode is old", "episode.missing": "to be made", "episode.unknown": "…",
  "published.no": "not published", "published.older": "an older one is out", "published.without-feed": "out, without the feed", "published.yes": "published",

  // import
  "import.title": "Import an issue", "import.kinds": "Text, Markdown, HTML, e-mail, feeds, and the exports of Substack, Ghost, Medium, WordPress and beehiiv. Nothing leaves this computer.",
  "import.file": "A file", "import.paste": "Or paste the newsletter here", "import.paste.hint": "The text, or the HTML of the page or the e-mail.", "import.look": "See what comes of it",
  "import.reading": "Reading…", "import.guesses": "What was understood", "import.format": "format: {format}", "import.count": "{n} {n|issue|issues}", "import.number": "Number", "import.date": "Date", "import.author": "Author",
  "import.drafts": "Drafts too", "import.paid": "Texts for subscribers too", "import.no": "no. {n}", "import.exists": "exists already", "import.chapters": "Chapters: {list}", "import.markdown": "The Markdown that will be written",
  "import.replace": "Replace issues that exist already", "import.write": "Write the {n|issue|issues}", "import.written": "{n} {n|issue|issues} written", "import.large": "{name} is larger than 20 MB.",

  // a new show
  "new.heading": "A new show", "new.about": "A few questions; all of it can be changed in the settings later.", "new.begin": "Begin", "new.made": "{n} files written", "new.voice": "Voice",
  "new.title": "Its name", "new.title.hint": "Said at the start of each episode.", "new.author": "Who writes it", "new.author.hint": "First and last name, as one signs.",
  "new.email": "E-mail", "new.email.hint": "It is in the feed: directories use it to know whose show it is.", "new.description": "What it is about", "new.description.hint": "A paragraph; it can be written later.",
  "new.url": "Where it will be published", "new.url.hint": "The folder's address on the web, if you know it.", "new.category": "Category", "new.category.hint": "One of Apple's: Technology, Arts, News…",

  // an issue
  "issue.pages": "Pages of the issue", "issue.script": "Script", "issue.make": "Episode",
  "script.reading": "Reading the issue…", "script.label": "Script", "script.chapters": "Chapters", "script.words": "{n} {n|word|words}", "script.length": "about {time}",
  "script.heard": "{heard} of {all} heard", "script.all-heard": "all heard", "script.all-heard.now": "All heard: the episode can be made.", "script.lost": "{n} {n|word|words} not spoken ({percent})",
  "sentence.say": "Hear sentence {n}: {words}", "sentence.say.heard": "Hear sentence {n} again, heard already: {words}", "sentence.spoken": "Read as:", "sentence.findings": "{n} {n|doubt|doubts} in this sentence",
  "sentence.none": "Choose a sentence of the script.", "sentence.hear": "Hear", "sentence.from-here": "From here on", "sentence.edit": "Edit", "sentence.mark": "Mark as heard", "sentence.unmark": "Heard",
  "sentence.lasts": "{n} s", "sentence.about": "about {n} s",
  "change.silent": "(not said)",
  "dropped.label": "Not spoken:", "dropped.restore": "Have it spoken", "dropped.restored": "It is spoken now.",
  "chapter.say": "Hear the chapter", "chapter.tools": "Voice and transition", "chapter.voice": "Voice of this section", "chapter.voice.narrator": "the show's own", "chapter.voice.kept": "Voice written into show.toml.",
  "chapter.transition": "Words that lead here", "chapter.transition.hint": "Said instead of the heading “{heading}”.", "chapter.transition.none": "Say nothing", "chapter.transition.usual": "As usual", "chapter.transition.kept": "Transition written into show.toml.",
  "pause.title": "Pause: drag to change it", "pause.label": "Pause behind the sentence", "pause.seconds": "{n} {n|second|seconds}", "pause.short": "{n} s", "pause.kept": "A pause of {n} s is in the file.", "pause.usual": "The pause is out of the file.",
  "pause.told": "You asked for it in the text.", "pause.of": "The usual one {kind}.", "pause.reset": "Take mine out",
  "edit.title": "Edit (e)", "edit.paragraph": "Edit the paragraph at line {line}", "edit.label": "Lines {from}–{to} of the file", "edit.label.one": "Line {line} of the file", "edit.hint": "Ctrl + Enter saves, Esc leaves the text unsaved. Only these lines change.",
  "edit.saved": "Paragraph saved.", "edit.kept": "The text that is not saved stays here.", "edit.discard": "Discard it", "edit.draft": "There was a text that was not saved: here it is.", "edit.one": "One paragraph at a time: save this one first.", "edit.ours": "These words are altavoce's: the settings change them.",
  "edit.changed": "The file changed meanwhile: nothing was written.", "edit.changed.now": "The file has just changed, in this very place.", "edit.on-disk": "The file now has:", "edit.gone": "(this paragraph is gone: copy your text and put it where you want it)",
  "edit.mine": "Write mine in its place", "edit.theirs": "Keep the file's",

  // the panel
  "panel.label": "Doubts and mending", "panel.findings": "Doubts", "panel.sentence": "Sentence", "panel.word": "Word", "panel.close": "Close the panel", "panel.open": "Doubts, sentence, word",
  "findings.none": "No doubts: listen to it.", "findings.previous": "Previous", "findings.next": "Next", "findings.times": "{n} times", "findings.mend": "Mend", "findings.mend.of": "Mend {what}", "findings.at": "Doubt {n} of {all}: {what}",
  "risk.5": "grave", "risk.4": "serious", "risk.3": "middling", "risk.2": "slight", "risk.1": "small",
  "word.none": "Choose a word of the script: click, or arrows and Enter.", "word.reading": "Looking how it is said…", "word.said": "Said", "word.change": "Written", "word.why": "Why", "word.doubt": "Doubt", "word.entry": "In the lexicon",
  "word.alternatives": "How to say it", "word.own": "as I write it", "word.own.label": "Write it as it sounds", "word.own.hint": "Italian letters, with the accent where it falls: “Elli Sclàin”.", "word.hear": "The word", "word.hear-sentence": "The sentence", "word.hear-this": "Hear the sentence with {name}",
  "word.current": "now", "word.trying": "Saying it…", "word.tried": "{letters} /{phonemes}/", "word.here": "Here only", "word.show": "In the whole show", "word.kept-in": "It is written into lexicon.toml and can be undone.", "word.kept": "{label}, in {place}.", "word.choose": "Choose how to say it first.",
  "takes.title": "Other takes", "takes.about": "The same sentence said in other ways, to be heard side by side.", "takes.make": "Hear the takes", "takes.making": "Preparing them…", "takes.hear": "Hear: {name}", "takes.keep": "Keep this", "takes.is-kept": "Kept", "takes.kept": "take {n}", "takes.chosen": "Kept: {name}.",

  // the player
  "player.play": "Hear", "player.pause": "Wait", "player.previous": "Previous sentence", "player.next": "Next sentence", "player.chapter": "Hear the chapter", "player.from-here": "Hear from here on",
  "player.speed": "Speed", "player.zoom": "Close up", "player.waveform": "Position", "player.at": "{time} of {all}", "player.episode": "Made episode", "speed.now": "Speed {n}×",

  // make and publish
  "make.about": "Five steps; each can be taken again.", "make.heard": "Heard?", "make.first-unheard": "Go to the first unheard one", "make.all-heard": "Mark all as heard", "make.none-heard": "Forget what was heard",
  "make.make": "The episode", "make.begin": "Make the episode", "make.again": "Make it again", "make.length": "Length", "make.loudness": "Loudness", "make.peak": "Peak", "make.suspects": "Sentences to hear again", "make.done": "The episode is made.", "make.unchanged": "It was made already: nothing has changed.",
  "make.look": "How it came out", "make.listen": "The episode", "make.page": "The episode's page", "make.page.open": "Open the page in another tab", "make.page.none": "There is no page: the settings do not say the show's address.",
  "make.lint": "Checks", "make.lint.none": "Nothing to say: apps and directories will take it.",
  "publish.title": "Publish", "publish.to": "It goes to", "publish.nowhere": "It is not said where to publish.", "publish.plan": "See what would go out", "publish.planning": "Looking at what has changed…", "publish.plan.title": "What will go out", "publish.files": "{n} {n|file|files}",
  "plan.sends": "{n} {n|file goes|files go}, {size}, to {target}.", "plan.replaces": "{n} of them {n|replaces one that was|replace some that were} there.", "plan.kept": "{n} {n|file is|files are} out already and {n|stays|stay}.", "plan.removes": "{n} {n|file|files} that nothing names any more will be taken away.", "plan.feed": "The feed goes last, behind all that it names.", "plan.no-feed": "The feed stays as it is.", "publish.send": "Publish {n} {n|file|files} ({size})", "publish.sure": "Publish?", "publish.sure.what": "{n} {n|file|files}, {size}, to {target}. Subscribers will get them.", "publish.yes": "Yes, publish", "publish.nothing": "All of it is out already.",
  "publish.sent": "{n} {n|file|files} published, {size}.", "publish.public": "Looked at from where subscribers get it: all is well.",
  "job.progress": "Progress", "job.cancel": "Stop", "job.cancelled": "Stopped. What was spoken already stays.", "job.left": "{time} left",
  "log.title": "What went out", "log.none": "Nothing yet.", "log.feed": "the feed", "log.files": "{n} {n|file|files}",

  // settings
  "settings.title": "Settings", "settings.about": "Each value stands in show.toml, comments included: here or in your editor, it is the same.", "settings.kept": "{key} is written.", "settings.taken-out": "{key} is taken out.", "settings.line": "{file}, line {line}", "settings.default": "usually {value}",
  "settings.take-out": "Take out", "settings.take-out.of": "Take out {key}", "settings.reload": "Read the file again",
  "group.show": "The show", "group.voice": "A voice of your own", "group.transitions": "Transitions", "group.sections": "Voices of sections", "group.speakers": "Who speaks in an interview", "group.pauses": "Pauses, in seconds", "group.loudness": "Loudness", "group.sound": "Sound",
  "group.music": "Music", "group.formats": "Formats", "group.check": "Check", "group.italian": "Italian", "group.feed": "Feed", "group.publish": "Publishing", "group.site": "Pages",

  // the program's own words
  "finding.reading": "doubtful reading", "finding.heteronym": "two pronunciations", "finding.language": "doubtful language", "finding.name": "new name", "finding.empty-section": "empty section", "finding.picture": "picture without a text", "finding.long-sentence": "long sentence", "finding.not-spoken": "not spoken", "finding.voice": "doubtful voice",
  "role.opening": "opening", "role.notice": "notice", "role.transition": "transition", "role.subtitle": "subtitle", "role.text": "text", "role.quote": "quotation", "role.item": "list item", "role.row": "table row", "role.image": "image", "role.closing": "closing",
  "pause.sentence": "between sentences", "pause.paragraph": "between paragraphs", "pause.transition": "behind a transition", "pause.chapter": "between chapters",
  "class.abbreviation": "abbreviation", "class.accent": "accent", "class.acronym": "acronym", "class.address": "address", "class.arithmetic": "sum", "class.capitals": "capitals", "class.cardinal": "number", "class.code": "code", "class.date": "date", "class.decimal": "decimal", "class.fraction": "fraction",
  "class.handle": "handle", "class.hashtag": "hashtag", "class.legal": "law", "class.letter": "letter", "class.lexicon": "lexicon", "class.money": "money", "class.number": "number", "class.ordinal": "ordinal", "class.percent": "percentage", "class.phone": "telephone", "class.punctuation": "punctuation",
  "class.range": "range", "class.ratio": "ratio", "class.roman": "Roman numeral", "class.score": "score", "class.silent": "not said", "class.space": "space", "class.spelling": "spelling", "class.symbol": "sign", "class.time": "time", "class.times": "times", "class.unit": "measure", "class.measure": "measure", "class.version": "version",
  "said.en": "read as English", "said.fr": "read as French", "said.de": "read as German", "said.es": "read as Spanish", "said.yours": "said as your lexicon wants it",
  "alternative.stress": "stress", "alternative.italian": "as Italian", "alternative.english": "as English", "alternative.french": "as French", "alternative.german": "as German", "alternative.spanish": "as Spanish", "alternative.letters": "letter by letter", "alternative.word": "as a word", "alternative.number": "another reading",
  "take.as it is": "as it is", "take.slower": "slower", "take.faster": "faster", "take.livelier": "livelier", "take.calmer": "calmer", "take.flatter": "flatter",
  "step.speaking": "The voice reads", "step.levelling": "Levelling", "step.writing": "Writing the files", "step.feed": "Writing the feed", "step.site": "Writing the pages", "step.lint": "Checking all of it", "step.looking": "Looking at what has changed", "step.sending": "Sending", "step.verifying": "Looking at it from outside",
  "severity.error": "error", "severity.warning": "warning", "severity.note": "note", "action.upload": "sends", "action.replace": "replaces", "action.remove": "takes away", "action.check": "checks",
};
