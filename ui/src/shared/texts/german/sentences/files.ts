/** Deutsch: was über Dateien gesagt wird, gelesene und geschriebene. */
import type { Phrases } from "$/ipc";

export const files = {
  "file.not_found":
    "Es gibt keine Datei „{name}“. Vielleicht wurde sie verschoben oder umbenannt; wählen Sie sie noch einmal.",
  "file.is_folder": "„{name}“ ist ein Ordner. Wählen Sie darin die Datei mit der Liste.",
  "file.not_allowed":
    "„{name}“ dürfen Sie nicht lesen. Fragen Sie den Eigentümer, oder bringen Sie eine Kopie, die Sie öffnen dürfen.",
  "file.unreadable":
    "„{name}“ war nicht bis zum Ende zu lesen ({why}). Kopieren Sie die Datei auf diesen Rechner, und bringen Sie die Kopie.",
  "file.empty": "„{name}“ ist leer.",
  "file.no_rows": "„{name}“ hat Spaltennamen und keine Zeilen darunter; es gibt nichts zu prüfen.",
  "file.no_worksheet":
    "„{name}“ hat keine Zeilen: Auf den Blättern steht nichts. Wählen Sie ein anderes Blatt oder eine andere Datei.",
  "file.empty_sheets":
    "„{name}“ hat keine Zeilen: Auf den sichtbaren Blättern steht nichts. Wählen Sie ein anderes Blatt oder eine andere Datei.",
  "file.empty_sheet":
    "„{name}“ hat keine Zeilen: Auf dem Blatt „{sheet}“ steht nichts. Wählen Sie ein anderes Blatt oder eine andere Datei.",
  "file.no_visible_sheet":
    "Alle Blätter von „{name}“ sind ausgeblendet. Blenden Sie das mit den Adressen in Ihrem Tabellenprogramm ein, und speichern Sie.",
  "file.protected":
    "„{name}“ ist mit einem Passwort geschützt. Öffnen Sie die Datei in Ihrem Tabellenprogramm, speichern Sie eine Kopie ohne Passwort, und bringen Sie die.",
  "file.damaged":
    "„{name}“ ist beschädigt oder wurde nicht ganz kopiert. Öffnen Sie die Datei in Ihrem Tabellenprogramm, speichern Sie sie neu als .xlsx oder .csv, und bringen Sie die.",
  "file.not_a_list":
    "„{name}“ ist {what} und keine Liste. Bringen Sie eine Textdatei (.csv, .tsv, .txt) oder eine Arbeitsmappe (.xlsx, .xls, .ods).",
  "file.save_again":
    "„{name}“ ist {what}. Öffnen Sie die Datei in Ihrem Tabellenprogramm, speichern Sie sie als .xlsx oder .csv, und bringen Sie stattdessen die.",
  "file.absurd":
    "„{name}“ würde ausgepackt weit größer als jede Liste ({detail}) und wurde darum nicht geöffnet. Speichern Sie das Blatt mit den Adressen als .csv, und bringen Sie das.",
  "file.part_too_large": "{part}: {size} GB, erlaubt sind {limit} GB",
  "file.millions_of_repeated_cells": "mehr als {count} Millionen wiederholter Zellen",
  "file.millions_of_cells": "mehr als {count} Millionen Zellen",
  "file.endless_line":
    "Zeile {line} von „{name}“ ist länger als {limit} Millionen Zeichen; das ist wohl keine Liste mit einer Adresse je Zeile.",
  "file.no_such_sheet": "„{name}“ hat kein sichtbares Blatt „{sheet}“. Wählen Sie eines der vorhandenen.",
  "file.no_such_column":
    "„{name}“ hat {columns} Spalten; es gibt keine Spalte {wanted}, aus der sich Adressen nehmen ließen.",
  "file.unknown_encoding":
    "„{label}“ ist kein Name eines Zeichensatzes. Beispiele sind utf-8, windows-1252 und shift_jis.",
  "file.bad_delimiter":
    "Das Zeichen {delimiter} kann keine Spalten trennen. Nehmen Sie ein Komma, ein Semikolon, einen Tabulator oder einen senkrechten Strich.",
  "file.changed":
    "„{name}“ wurde geändert, während die Datei gelesen wurde. Schließen Sie sie in anderen Programmen, und bringen Sie sie noch einmal.",
  "file.no_room":
    "Für die Zwischendateien beim Auspacken von „{name}“ ist nicht genug Platz. Schaffen Sie Platz auf der Platte, und versuchen Sie es noch einmal.",
  "file.a_pdf": "ein PDF-Dokument",
  "file.an_archive": "ein gepacktes Archiv",
  "file.a_database": "eine Datenbank",
  "file.another_programs": "ein Dokument eines anderen Programms",
  "file.formatted_text": "ein formatiertes Textdokument",
  "file.a_picture": "ein Bild",
  "file.a_presentation": "eine Präsentation",
  "file.a_program": "ein Programm",
  "file.text_or_presentation": "ein Textdokument oder eine Präsentation",
  "file.a_zip_archive": "ein Zip-Archiv",
  "file.an_xml_document": "ein XML-Dokument",
  "file.an_empty_zip_archive": "ein leeres Zip-Archiv",
  "file.not_readable_text": "kein lesbarer Text",
  "file.a_numbers_document": "ein Numbers-Dokument",
  "file.a_text_document": "ein Textdokument",
  "file.a_web_page": "eine Webseite, die sich nur Liste nennt",
  "file.old_xml_workbook": "eine Arbeitsmappe in einem alten XML-Format",
  "file.very_old_worksheet": "ein Arbeitsblatt eines sehr alten Tabellenprogramms",
  "file.utf_32": "Text im seltenen Zeichensatz UTF-32",
  "file.no_folder": "Den Ordner „{folder}“ gibt es nicht. Wählen Sie einen anderen Ort für die Datei.",
  "file.target_is_folder": "„{name}“ ist ein Ordner. Geben Sie der Datei einen anderen Namen.",
  "file.read_only_folder":
    "In den Ordner „{folder}“ dürfen Sie nicht schreiben. Wählen Sie einen anderen Ort für die Datei.",
  "file.read_only_file":
    "„{name}“ gibt es schon, und die Datei ist gegen Änderungen geschützt. Wählen Sie einen anderen Namen.",
  "file.target_in_use":
    "„{name}“ war nicht zu ersetzen. Schließen Sie die Datei in anderen Programmen, oder wählen Sie einen anderen Namen, und versuchen Sie es noch einmal.",
  "file.disk_full":
    "Die Platte ist voll; „{name}“ wurde darum nicht geschrieben. Schaffen Sie Platz, oder wählen Sie einen anderen Ort.",
  "file.cell_too_long":
    "Zeile {row} hat eine Zelle mit mehr als 32.767 Zeichen, die eine Arbeitsmappe nicht fasst. Exportieren Sie stattdessen als CSV; das behält alles.",
  "file.too_many_cells":
    "Zeile {row} hat {cells} Zellen, die Liste aber {columns} Spalten. Holen Sie die Liste noch einmal herein, und exportieren Sie die.",
  "file.too_many_columns":
    "{columns} Spalten sind mehr, als eine Arbeitsmappe fasst (16.384). Exportieren Sie stattdessen als CSV; das behält alles.",
  "file.long_column_name": "ein Spaltenname hat {count} Zeichen",
  "file.not_written":
    "„{name}“ war nicht zu schreiben ({detail}). Wählen Sie einen anderen Ort, und versuchen Sie es noch einmal.",
  "file.at_line": "Zeile {line}",
  "file.at_lines": "Zeilen {firsts} und {last}",
  "file.at_more_lines": "Zeilen {firsts} und noch {more}",
  "file.at_row": "Zeile {line}",
  "file.at_rows": "Zeilen {firsts} und {last}",
  "file.at_more_rows": "Zeilen {firsts} und noch {more}",
  "file.unclosed_quotes":
    "{count:Ein Anführungszeichen wird|Anführungszeichen werden} nie geschlossen, in {at}. {count:Es und was folgt wird|Sie und was folgt werden} gelesen wie gewöhnliche Zeichen, damit keine Zeile verschluckt wird.",
  "file.stray_quotes":
    "{count:Ein Anführungszeichen steht, wo keines hingehört|Anführungszeichen stehen, wo keine hingehören}, in {at}; der Text bleibt, wie er ist.",
  "file.titles":
    "Über den Spaltennamen {count:steht ein Titel|stehen Titel}, in {at}. {count:Er wird|Sie werden} nicht geprüft; ein Export als Text oder als Arbeitsmappe behält {count:ihn|sie}.",
  "file.long_rows":
    "{count:Eine Zeile hat|Manche Zeilen haben} mehr Zellen, als es Spaltennamen gibt: {at}. Die übrigen Zellen bleiben {place}.",
  "file.nameless_column": "in einer Spalte ohne Namen",
  "file.nameless_columns": "in {count} Spalten ohne Namen",
  "file.short_rows":
    "{count:Eine Zeile hat|Manche Zeilen haben} weniger Zellen, als es Spalten gibt: {at}. Die fehlenden Zellen gelten als leer.",
  "file.blank_lines": "{count:Eine leere Zeile ist|Leere Zeilen sind} ausgelassen: {at}.",
  "file.blank_rows": "{count:Eine leere Zeile ist|Leere Zeilen sind} ausgelassen: {at}.",
  "file.mended_letters":
    "Einige Buchstaben in {at} sind nicht in UTF-8 wie der Rest; sie werden als Windows-1252 gelesen.",
  "file.broken_bytes":
    "Einige Bytes in {at} passen nicht zum Zeichensatz {encoding}. Versuchen Sie einen anderen, falls der Text falsch aussieht.",
  "file.nul_characters": "In {at} stehen NUL-Zeichen; sie bleiben.",
  "file.hidden_sheet": "Ein ausgeblendetes Blatt ist ausgelassen.",
  "file.hidden_sheets": "{count} ausgeblendete Blätter sind ausgelassen.",
  "file.given_up_encoding":
    "Der Zeichensatz {encoding} hat kein Zeichen für „{letter}“; die Datei ist darum in UTF-8 geschrieben.",
  "export.titles_left_out":
    "JSON-Zeilen haben über den Spaltennamen keinen Platz; {count} Titelzeilen der Liste sind darum ausgelassen.",
  "export.of_part": "{name}: {remark}",
  "learn.as_list": "eine Liste",
  "learn.as_message": "eine Nachricht",
  "learn.as_mbox": "ein mbox mit Nachrichten",
  "learn.as_folder": "ein Ordner mit Nachrichten",
  "learn.as_events": "Ereignisse",
  "learn.no_address": "keine E-Mail-Adresse",
  "learn.unknown_word": "ein unbekanntes Wort für ein Ergebnis",
  "learn.checkers_word": "ein Urteil einer Prüfung, kein Ergebnis von Post",
  "learn.own_verdict": "ein Urteil von Mailvet selbst, kein Ergebnis von Post",
  "learn.no_json": "kein JSON",
  "learn.no_outcome": "keine Adresse oder kein Ergebnis",
  "learn.no_message": "keine Nachricht",
  "learn.made_by": "{service}, {what}",
  "learn.activity_feed": "Aktivitäten",
  "learn.bounces": "Rückläufer",
  "learn.unsubscribes_and_bounces": "Abmeldungen und Rückläufer",
  "learn.contacts": "Kontakte",
  "learn.cleaned_contacts": "bereinigte Kontakte",
  "learn.unsubscribed_contacts": "abgemeldete Kontakte",
  "learn.bounced_in_campaign": "Rückläufer einer Kampagne",
  "preset.send-now.title": "Jetzt senden",
  "preset.send-now.about": "Zeilen, an die ohne weiteres Nachdenken gesendet werden kann.",
  "preset.caution.title": "Vorsichtig senden",
  "preset.caution.about":
    "Zeilen, an die in kleinen Portionen gesendet werden kann, mit einem Auge auf Rückläufern.",
  "preset.review.title": "Ansehen",
  "preset.review.about": "Zeilen, die einen Menschen brauchen oder später noch eine Prüfung.",
  "preset.suppress.title": "Sperren",
  "preset.suppress.about": "Zeilen, an die nicht gesendet werden soll.",
  "preset.everything.title": "Alles",
  "preset.everything.about": "Jede Zeile, auch die ohne Ergebnis.",
  "preset.mailchimp.title": "Mailchimp",
  "preset.mailchimp.about": "Zeilen zum Senden, für den Import von Kontakten in Mailchimp.",
  "preset.hubspot.title": "HubSpot",
  "preset.hubspot.about": "Zeilen zum Senden, für den Import von Kontakten in HubSpot.",
  "preset.brevo.title": "Brevo",
  "preset.brevo.about":
    "Zeilen zum Senden, für den Import von Kontakten in Brevo, mit den Attributen eines englischen Kontos.",
  "preset.klaviyo.title": "Klaviyo",
  "preset.klaviyo.about":
    "Zeilen zum Senden, für das Hochladen einer Liste zu Klaviyo; die erste Spalte muss die Adresse sein.",
  "preset.activecampaign.title": "ActiveCampaign",
  "preset.activecampaign.about": "Zeilen zum Senden, für den Import von Kontakten in ActiveCampaign.",
  "preset.salesforce.title": "Salesforce",
  "preset.salesforce.about": "Zeilen zum Senden, für den Data Import Wizard von Salesforce.",
  "own_preset.saved_as": "Gespeichert als „{title}“.",
  "list.forwarding":
    "Domains von Weiterleitungsdiensten, die die Adresse dahinter verbergen; ein Mensch liest die Post",
  "list.throw_away": "Domains von Diensten für Wegwerfadressen",
  "list.free_mail": "Domains, bei denen jeder ein Postfach haben kann",
  "list.unread": "Namen vor dem @, deren Postfächer niemand liest, ohne Trennzeichen",
  "list.placeholders":
    "Wörter und Domains, die man tippt, um keine Adresse anzugeben, und Namen vor dem @, die eine Falle nennen",
  "list.near_misses":
    "wirkliche Domains, die einen Tippfehler neben einer bekannten liegen, über die Freemail-Liste hinaus",
  "list.functions": "Namen vor dem @, die eine Funktion nennen, meist englisch",
  "list.function_words": "Wörter für Funktionen statt Personen, in vierzehn Sprachen",
  "list.probably_meant": "die Maildomains, die ein Tippfehler am ehesten meinte, die meistbenutzten zuerst",
  "list.voted": "Domains, die viele Listen von Wegwerfdiensten führen und die gepflegte nicht",
} satisfies Phrases;
