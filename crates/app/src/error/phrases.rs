//! What is said of a use case that could not be carried out, each with the code by which a window says it in its own language.

mailvet_verdict::phrases! {
    /// What could not be carried out.
    pub(crate) FAULTS "fault" {
        // What cannot be done.
        no_home() = "This user has no home folder. Name a folder for the database (--data, or MAILVET_DATA).";
        settings_unread_as(file, why) = "The settings file “{file}” cannot be read: {why}.";
        settings_unusable(file, why) = "The settings in “{file}” cannot be used: {why}.";
        lists_refused(name, why) = "The lists in “{name}” cannot be used: {why}";
        no_domain(text) = "“{text}” is no domain.";
        no_setting(key) = "There is no setting “{key}”.";
        no_email_column(name) = "No column of “{name}” looks like e-mail addresses. Choose the column with the addresses.";
        no_such_column(name, column, columns) = "“{name}” has no column {column}. It has: {columns}.";
        no_outcomes(name, columns) = "No column of “{name}” says what became of the mail (delivered, bounced ...). Name it with --outcome. It has: {columns}.";
        own_verdicts(name, column) = "“{column}” of “{name}” holds Mailvet's own verdicts, not what became of mail: there is nothing to be learnt from them. If another column says what became of it, name that one with --outcome.";
        outcomes_unread_as(name, why) = "“{name}” cannot be read: {why}.";
        no_practice(why) = "The practice world could not be started: {why}";
        scenario_unusable(why) = "The scenario cannot be used: {why}";
        stream_closed_as(why) = "The result could not be passed on: {why}.";
        own_file_unwritable_as(file, why) = "“{file}” cannot be written: {why}.";
        own_file_unread_as(file, why) = "“{file}” cannot be read: {why}.";
        no_resolver(why) = "the DNS resolver cannot be used: {why}. Name a resolver in the settings ([dns] servers).";
        not_running() = "This list is not being vetted at the moment.";
        running() = "This list is being vetted. Pause it first.";
        unknown_format(file) = "“{file}” has no ending that says what to write. Use .csv, .xlsx or .jsonl; .html or .pdf for a report, .zip for one file a verdict.";
        nothing_pasted() = "Nothing was pasted: copy the addresses first, one a line or as columns of a spreadsheet.";
        nothing_to_suppress(name) = "“{name}” holds neither an address nor a domain, so nothing can be suppressed by it.";
        no_suppression_entry(text) = "“{text}” is neither an address nor a domain. Write ann@example.com, or example.com for all of a domain.";
        other_columns(name, columns, wanted) = "“{name}” cannot be appended: its columns have no names, and it has {columns} of them where the list has {wanted}.";
        preset_name(name) = "A preset cannot be called “{name}”: give it a name with letters or digits that no shipped preset has.";
        presets_unusable(file, why) = "The presets in “{file}” cannot be used: {why}.";
        no_preset(id) = "There is no preset “{id}”. `mailvet presets` lists them.";
        too_many_selected(selected, most) = "{selected} rows are selected; up to {most} can be taken at once. Select fewer of them.";
        filter_name(most) = "Give the filter a name of 1 to {most} letters.";
        died() = "Mailvet met a fault of its own. Everything that was learnt so far is kept.";
        no_background() = "The desktop does not let the window go; the check goes on all the same.";
        no_file_manager() = "No file manager could be started here. The file is where it says above.";
        // Why a run stopped by itself.
        learnt_unread(why) = "{why} What was learnt cannot be read, so Mailvet paused.";
        run_died() = "Mailvet met a fault of its own and paused. Everything heard so far is kept; you can go on.";
        journal_failed(why) = "{why} Nothing is asked that cannot be kept, so Mailvet paused.";
    }
}
