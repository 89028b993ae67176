/** Deutsch: was nicht ging, und was zu tun ist. */
import type { Phrases } from "$/ipc";

export const faults = {
  "fault.no_home":
    "Dieser Benutzer hat keinen eigenen Ordner. Nennen Sie einen für die Datenbank (--data oder MAILVET_DATA).",
  "fault.settings_unread_as": "Die Einstellungsdatei „{file}“ lässt sich nicht lesen: {why}.",
  "fault.settings_unusable": "Die Einstellungen in „{file}“ sind nicht zu gebrauchen: {why}.",
  "fault.lists_refused": "Die Listen in „{name}“ sind nicht zu gebrauchen: {why}",
  "fault.no_domain": "„{text}“ ist keine Domain.",
  "fault.no_setting": "Eine Einstellung „{key}“ gibt es nicht.",
  "fault.no_email_column":
    "Keine Spalte von „{name}“ sieht nach E-Mail-Adressen aus. Wählen Sie die Spalte mit den Adressen.",
  "fault.no_such_column": "„{name}“ hat keine Spalte {column}. Vorhanden sind: {columns}.",
  "fault.no_outcomes":
    "Keine Spalte von „{name}“ sagt, was aus der Post wurde (zugestellt, zurückgekommen ...). Vorhanden sind: {columns}.",
  "fault.own_verdicts":
    "„{column}“ von „{name}“ enthält Urteile von Mailvet selbst und nicht, was aus der Post wurde: Daraus ist nichts zu lernen. Wenn eine andere Spalte es sagt, wählen Sie diese.",
  "fault.outcomes_unread_as": "„{name}“ lässt sich nicht lesen: {why}.",
  "fault.no_practice": "Die Übungswelt war nicht zu starten: {why}",
  "fault.scenario_unusable": "Das Szenario ist nicht zu gebrauchen: {why}",
  "fault.stream_closed_as": "Das Ergebnis war nicht weiterzugeben: {why}.",
  "fault.own_file_unwritable_as": "„{file}“ lässt sich nicht schreiben: {why}.",
  "fault.own_file_unread_as": "„{file}“ lässt sich nicht lesen: {why}.",
  "fault.no_resolver":
    "Der DNS-Resolver ist nicht zu gebrauchen („{why}“). Nennen Sie in den Einstellungen einen Resolver ([dns] servers).",
  "fault.not_running": "Diese Liste wird gerade nicht geprüft.",
  "fault.running": "Diese Liste wird gerade geprüft. Halten Sie die Prüfung vorher an.",
  "fault.unknown_format":
    "„{file}“ hat keine Endung, die sagt, was zu schreiben ist. Nehmen Sie .csv, .xlsx oder .jsonl; .html oder .pdf für einen Bericht, .zip für eine Datei je Urteil.",
  "fault.nothing_pasted":
    "Nichts wurde eingefügt: Kopieren Sie zuerst die Adressen, eine je Zeile oder als Spalten einer Tabelle.",
  "fault.nothing_to_suppress":
    "In „{name}“ steht weder eine Adresse noch eine Domain; damit lässt sich nichts sperren.",
  "fault.no_suppression_entry":
    "„{text}“ ist weder eine Adresse noch eine Domain. Schreiben Sie anna@example.com, oder example.com für eine ganze Domain.",
  "fault.other_columns":
    "„{name}“ lässt sich nicht anhängen: Die Spalten haben keine Namen, und es sind {columns}, wo die Liste {wanted} hat.",
  "fault.preset_name":
    "Eine Auswahl kann nicht „{name}“ heißen: Geben Sie ihr einen Namen mit Buchstaben oder Ziffern, den keine mitgelieferte hat.",
  "fault.presets_unusable": "Die Auswahlen in „{file}“ sind nicht zu gebrauchen: {why}.",
  "fault.no_preset": "Eine Auswahl „{id}“ gibt es nicht. `mailvet presets` zählt sie auf.",
  "fault.too_many_selected":
    "{selected} Zeilen sind ausgewählt; auf einmal gehen bis zu {most}. Wählen Sie weniger aus.",
  "fault.filter_name": "Geben Sie dem Filter einen Namen mit 1 bis {most} Buchstaben.",
  "fault.died": "In Mailvet ist etwas schiefgegangen. Alles, was bisher erfahren wurde, bleibt erhalten.",
  "fault.no_background":
    "Die Arbeitsumgebung lässt das Fenster nicht gehen; die Prüfung läuft trotzdem weiter.",
  "fault.no_file_manager": "Hier war kein Dateimanager zu starten. Die Datei liegt, wo es oben steht.",
  "fault.learnt_unread": "{why} Das Gelernte lässt sich nicht lesen; Mailvet hat darum angehalten.",
  "fault.run_died":
    "In Mailvet ist etwas schiefgegangen, und es hat angehalten. Alles bisher Gehörte bleibt erhalten; Sie können weitermachen.",
  "fault.journal_failed":
    "{why} Was sich nicht behalten lässt, wird nicht gefragt; Mailvet hat darum angehalten.",
  "database.open":
    "Die Datenbank „{path}“ lässt sich nicht öffnen. Gibt es den Ordner, und dürfen Sie hineinschreiben?",
  "database.not_a_database":
    "„{path}“ ist keine Datenbank von Mailvet. Wählen Sie einen anderen Datenordner, oder schaffen Sie die Datei fort.",
  "database.newer_schema":
    "Die Datenbank „{path}“ gehört zu einer neueren Version von Mailvet. Bringen Sie Mailvet auf den neuesten Stand, um sie zu öffnen.",
  "database.busy":
    "Ein anderes Programm benutzt die Datenbank. Schließen Sie es, oder versuchen Sie es gleich noch einmal.",
  "database.disk_full":
    "Die Platte ist voll: Die Datenbank kann nicht wachsen. Schaffen Sie Platz, und machen Sie weiter; was bisher behalten wurde, ist sicher.",
  "database.read_only":
    "Die Datenbank lässt sich nicht schreiben. Sehen Sie nach, ob ihr Ordner und ihre Datei schreibgeschützt sind.",
  "database.damaged":
    "Die Datenbank ist beschädigt. Stellen Sie sie aus einer Sicherung wieder her, oder beginnen Sie mit einem neuen Datenordner.",
  "database.damaged_file":
    "Die Datenbank „{path}“ ist beschädigt. Nichts darin wurde angerührt. {way_back} Heben Sie die beschädigte Datei auf: Oft ist viel davon zu retten.",
  "database.way_back_to_copy":
    "Schaffen Sie sie fort, und legen Sie ihre Kopie „{backup}“ an ihre Stelle, oder nehmen Sie einen anderen Datenordner (--data oder MAILVET_DATA).",
  "database.way_back_to_own":
    "Schaffen Sie sie fort, und legen Sie Ihre eigene Sicherung an ihre Stelle, oder nehmen Sie einen anderen Datenordner (--data oder MAILVET_DATA).",
  "database.no_backup":
    "Die Datenbank hat eine ältere Version, und „{path}“, ihre Kopie vor der Umstellung, lässt sich nicht schreiben. Schaffen Sie Platz, oder sorgen Sie dafür, dass der Ordner beschreibbar ist; nichts wurde geändert.",
  "database.disk":
    "Die Platte versagt: Die Datenbank lässt sich nicht lesen oder schreiben. Sehen Sie nach der Platte, ihrem Kontingent und ihrem Anschluss, und machen Sie weiter; was bisher behalten wurde, ist sicher.",
  "database.failed": "Die Datenbank hat versagt.",
  "database.no_list": "Diese Liste gibt es nicht (mehr).",
  "database.no_row": "Diese Zeile gibt es nicht (mehr).",
  "database.no_run": "Diese Prüfung gibt es nicht (mehr).",
  "database.no_address": "Diese Adresse gibt es nicht (mehr).",
  "database.no_column": "Diese Spalte gibt es nicht (mehr).",
  "database.no_batch": "Diese gelernte Datei gibt es nicht (mehr).",
  "database.no_filter": "Diesen gespeicherten Filter gibt es nicht (mehr).",
  "database.run_owned":
    "Ein anderes Mailvet arbeitet an dieser Liste. Schließen Sie es, oder warten Sie, bis es fertig ist.",
  "database.window_owned":
    "Mailvet ist schon offen, mit demselben Datenordner. Machen Sie in jenem Fenster weiter, oder schließen Sie es vorher.",
  "database.rows_moved":
    "Die Zeilen haben sich geändert, seit sie ausgewählt wurden. Wählen Sie sie noch einmal aus.",
  "database.name_taken": "Einen gespeicherten Filter „{name}“ gibt es schon.",
  "database.too_many_rows": "Eine Liste kann höchstens 4.294.967.295 Zeilen haben.",
  "database.closed": "Die Datenbank ist geschlossen.",
} satisfies Phrases;
