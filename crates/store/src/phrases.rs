//! What is said of the database, each with the code by which a window says it in its own language.

mailvet_verdict::phrases! {
    /// What is said of the database.
    pub PHRASES "database" {
        open(path) = "The database “{path}” cannot be opened. Is the folder there, and may you write to it?";
        not_a_database(path) = "“{path}” is not a Mailvet database. Choose another data folder, or move that file away.";
        newer_schema(path) = "The database “{path}” belongs to a newer version of Mailvet. Update Mailvet to open it.";
        busy() = "Another program is using the database. Close it, or try again in a moment.";
        disk_full() = "The disk is full: the database cannot grow. Make room and go on; what was kept so far is safe.";
        read_only() = "The database cannot be written. Check that its folder and file are not read-only.";
        damaged(what) = "The database is damaged ({what}). Restore it from a backup, or start with a new data folder.";
        damaged_file(path, what, way_back) = "The database “{path}” is damaged ({what}). Nothing in it was touched. {way_back} Keep the damaged file: much of it can often be saved.";
        way_back_to_copy(backup) = "Move it away and put its copy “{backup}” in its place, or use another data folder (--data, or MAILVET_DATA).";
        way_back_to_own() = "Move it away and put your own backup in its place, or use another data folder (--data, or MAILVET_DATA).";
        no_backup(path) = "The database is of an older version, and “{path}”, its copy from before the update, cannot be written. Make room, or see that the folder can be written; nothing was changed.";
        disk() = "The disk fails: the database cannot be read or written. Look at the disk, its quota and its connection, and go on; what was kept so far is safe.";
        failed(what) = "The database failed while {what}.";
        no_list() = "There is no such list (any more).";
        no_row() = "There is no such row (any more).";
        no_run() = "There is no such run (any more).";
        no_address() = "There is no such address (any more).";
        no_column() = "There is no such column (any more).";
        no_batch() = "There is no such batch of what was learnt (any more).";
        no_filter() = "There is no such saved filter (any more).";
        run_owned() = "Another Mailvet is working on this list. Close it, or wait until it is done.";
        window_owned() = "Mailvet is open already, with the same data folder. Go on in that window, or close it first.";
        rows_moved() = "The rows have changed since they were selected. Select them again.";
        name_taken(name) = "There is a saved filter “{name}” already.";
        too_many_rows() = "A list can have at most 4,294,967,295 rows.";
        closed() = "The database is closed.";
    }
}
