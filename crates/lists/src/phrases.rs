//! What is said of files, each with the code by which a window says it in its own language.

mailvet_verdict::phrases! {
    /// What is said of files.
    pub PHRASES "file" {
        // Reading.
        not_found(name) = "There is no file “{name}”. It may have been moved or renamed; choose it again.";
        is_folder(name) = "“{name}” is a folder. Choose the file with the list inside it.";
        not_allowed(name) = "“{name}” may not be read by you. Ask its owner, or make a copy that you may open, and bring that.";
        unreadable(name, why) = "“{name}” could not be read to its end ({why}). Copy it to this computer and bring the copy.";
        empty(name) = "“{name}” is empty.";
        no_rows(name) = "“{name}” has column names and no rows below them, so there is nothing to check.";
        no_worksheet(name) = "“{name}” has no rows: there is nothing on its sheets. Choose another sheet or another file.";
        empty_sheets(name) = "“{name}” has no rows: there is nothing on its visible sheets. Choose another sheet or another file.";
        empty_sheet(name, sheet) = "“{name}” has no rows: there is nothing on its sheet “{sheet}”. Choose another sheet or another file.";
        no_visible_sheet(name) = "All sheets of “{name}” are hidden. Show the one with the addresses in your spreadsheet program and save.";
        protected(name) = "“{name}” is protected with a password. Open it in your spreadsheet program, save a copy without the password, and bring that.";
        damaged(name) = "“{name}” is damaged or was not copied completely. Open it in your spreadsheet program, save it again as .xlsx or .csv, and bring that.";
        not_a_list(name, what) = "“{name}” is {what}, not a list. Bring a text file (.csv, .tsv, .txt) or a workbook (.xlsx, .xls, .ods).";
        save_again(name, what) = "“{name}” is {what}. Open it in your spreadsheet program, save it as .xlsx or .csv, and bring that file instead.";
        absurd(name, detail) = "“{name}” would unpack to far more than any list holds ({detail}), so it was not opened. Save the sheet with the addresses as .csv and bring that.";
        part_too_large(part, size, limit) = "{part}: {size} GB, the limit is {limit} GB";
        millions_of_repeated_cells(count) = "more than {count} million repeated cells";
        millions_of_cells(count) = "more than {count} million cells";
        endless_line(line, name, limit) = "Line {line} of “{name}” is longer than {limit} million characters, so this is probably not a list with one address a line or a row.";
        no_such_sheet(name, sheet) = "“{name}” has no visible sheet “{sheet}”. Choose one of its sheets.";
        no_such_column(name, columns, wanted) = "“{name}” has {columns} columns, so there is no column {wanted} to take addresses from.";
        unknown_encoding(label) = "“{label}” is not the name of a text encoding. Examples are utf-8, windows-1252 and shift_jis.";
        bad_delimiter(delimiter) = "The character {delimiter} cannot part columns. Use a comma, a semicolon, a tab or a bar.";
        changed(name) = "“{name}” was changed while it was being read. Close it in other programs and bring it again.";
        no_room(name) = "There is not enough room for temporary files to unpack “{name}”. Free some disk space and try again.";
        // What a file is.
        a_pdf() = "a PDF document";
        an_archive() = "a compressed archive";
        a_database() = "a database";
        another_programs() = "a document of another program";
        formatted_text() = "a formatted text document";
        a_picture() = "a picture";
        a_presentation() = "a presentation";
        a_program() = "a program";
        text_or_presentation() = "a text document or presentation";
        a_zip_archive() = "a zip archive";
        an_xml_document() = "an XML document";
        an_empty_zip_archive() = "an empty zip archive";
        not_readable_text() = "not readable text";
        a_numbers_document() = "a Numbers document";
        a_text_document() = "a text document";
        a_web_page() = "a web page that only calls itself a list";
        old_xml_workbook() = "a workbook in an old XML format";
        very_old_worksheet() = "a worksheet of a very old spreadsheet program";
        utf_32() = "text in the rare encoding UTF-32";
        // Writing.
        no_folder(folder) = "The folder “{folder}” does not exist. Choose another place for the file.";
        target_is_folder(name) = "“{name}” is a folder. Give the file another name.";
        read_only_folder(folder) = "You may not write into the folder “{folder}”. Choose another place for the file.";
        read_only_file(name) = "“{name}” is there already and is protected against changes. Choose another name.";
        target_in_use(name) = "“{name}” could not be replaced. Close it in other programs, or choose another name, and try again.";
        disk_full(name) = "The disk is full, so “{name}” was not written. Free some space or choose another place.";
        cell_too_long(row) = "Row {row} has a cell with more than 32,767 characters, which a workbook cannot hold. Export as CSV instead; that keeps everything.";
        too_many_cells(row, cells, columns) = "Row {row} has {cells} cells, but the list has {columns} columns. Bring the list in again and export that.";
        too_many_columns(columns) = "{columns} columns are more than a workbook can hold (16,384). Export as CSV instead; that keeps everything.";
        long_column_name(count) = "a column name has {count} characters";
        not_written(name, detail) = "“{name}” could not be written ({detail}). Choose another place and try again.";
        // Remarks.
        at_line(line) = "line {line}";
        at_lines(firsts, last) = "lines {firsts} and {last}";
        at_more_lines(firsts, more) = "lines {firsts} and {more} more";
        at_row(line) = "row {line}";
        at_rows(firsts, last) = "rows {firsts} and {last}";
        at_more_rows(firsts, more) = "rows {firsts} and {more} more";
        unclosed_quotes(count, at) = "{count:A quote is|Quotes are} never closed on {at}. {count:It and what follows are|They and what follows are} read as ordinary characters, so that no row is swallowed.";
        stray_quotes(count, at) = "{count:A quote stands|Quotes stand} where none belongs on {at}; the text is kept as it stands.";
        titles(count, at) = "{count:A title stands|Titles stand} above the column names, on {at}. {count:It is|They are} not checked; an export as text or as a workbook keeps {count:it|them}.";
        long_rows(count, at, place) = "{count:A row has|Rows have} more cells than there are column names, on {at}. The additional cells are kept in {place}.";
        nameless_column() = "a column without a name";
        nameless_columns(count) = "{count} columns without a name";
        short_rows(count, at) = "{count:A row has|Rows have} fewer cells than there are columns, on {at}. The missing cells count as empty.";
        blank_lines(count, at) = "{count:An empty line is|Empty lines are} left out: {at}.";
        blank_rows(count, at) = "{count:An empty row is|Empty rows are} left out: {at}.";
        mended_letters(at) = "Some letters on {at} are not in UTF-8 like the rest; they are read as Windows-1252.";
        broken_bytes(at, encoding) = "Some bytes on {at} do not fit the encoding {encoding}. Try another encoding if the text looks wrong.";
        nul_characters(at) = "There are NUL characters on {at}; they are kept.";
        hidden_sheet() = "One hidden sheet is left out.";
        hidden_sheets(count) = "{count} hidden sheets are left out.";
        given_up_encoding(encoding, letter) = "The encoding {encoding} has no sign for “{letter}”, so the file is written in UTF-8.";
    }
}
