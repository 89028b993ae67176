//! The typed bridge: which commands there are, with their types and the phrases of every sentence written out for the window.
//! The written files are committed and a test fails when they are not what the code says.

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;

/// The commands, with the three switches that make plain types come out: one type for both directions, numbers for 64-bit
/// integers (row numbers and times stay far below 2^53), and faults as exceptions.
pub(crate) fn builder() -> Builder<tauri::Wry> {
    Builder::<tauri::Wry>::new()
        .disable_serde_phases()
        .dangerously_cast_bigints_to_number()
        .error_handling(ErrorHandlingMode::Throw)
        .commands(collect_commands![
            commands::home,
            commands::home::paste,
            commands::home::check_address,
            commands::home::stop_check,
            commands::home::save_evidence,
            commands::home::show_in_folder,
            commands::report::report_figures,
            commands::report::tradeoff,
            commands::report::draw_line,
            commands::report::disclosures,
            commands::report::preview_export,
            commands::report::export_progress,
            commands::preview,
            commands::sample,
            commands::inspect,
            commands::known_list,
            commands::suppressions,
            commands::suppress,
            commands::suppress_file,
            commands::unsuppress,
            commands::presets,
            commands::save_preset,
            commands::remove_preset,
            commands::import_list,
            commands::list_summary,
            commands::start_run,
            commands::stop_run,
            commands::finish_run,
            commands::follow_run,
            commands::page,
            commands::facets,
            commands::evidence,
            commands::export_rows,
            commands::delete_list,
            commands::stored,
            commands::would_purge,
            commands::purge,
            commands::ledger,
            commands::export_ledger,
            commands::explain,
            commands::operators,
            commands::doctor_plan,
            commands::doctor,
            commands::stop_doctor,
            commands::last_doctor,
            commands::settings,
            commands::set_setting,
            commands::policy,
            commands::try_policy,
            commands::set_policy,
            commands::apply_policy,
            commands::about,
            commands::working_on,
            commands::selected::count_selected,
            commands::selected::mail_operator,
            commands::selected::copy_selected,
            commands::selected::decide,
            commands::selected::mark_selected,
            commands::selected::suppress_selected,
            commands::selected::accuracy,
            commands::history::history,
            commands::history::undo,
            commands::history::redo,
            commands::history::saved_filters,
            commands::history::save_filter,
            commands::history::rename_filter,
            commands::history::remove_filter,
            commands::learning::recognise,
            commands::learning::learn,
            commands::learning::known,
            commands::learning::undo_learning,
            commands::learning::forget_learnt,
            commands::learning::export_learnt,
            commands::learning::judge_again,
            commands::learning::address_history,
            commands::shell::take_opened,
            commands::shell::named_language,
            commands::shell::possible_background,
            commands::shell::go_to_background,
            commands::shell::notify,
        ])
        .typ::<mailvet_app::wire::Fault>()
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, env, fmt::Write as _, fs};

    use mailvet_app::wire::{operator_remarks, phrases};
    use specta_typescript::Typescript;

    use super::builder;

    /// Compares a generated file with the committed one, or writes it where that is wanted.
    fn assert_committed(name: &str, fresh: &str) {
        let path = format!("{}/ui/src/ipc/{name}", env!("CARGO_MANIFEST_DIR"));
        if env::var_os("MAILVET_WRITE_BINDINGS").is_some() {
            fs::write(&path, fresh).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap();
        assert!(committed == fresh, "ui/src/ipc/{name} is stale: run `make bindings` and commit it");
    }

    #[test]
    fn the_committed_bindings_are_what_the_code_says() {
        let folder = tempfile::tempdir().unwrap();
        let fresh = folder.path().join("bindings.ts");
        builder().export(Typescript::default(), &fresh).unwrap();
        assert_committed("bindings.ts", &fs::read_to_string(fresh).unwrap());
    }

    #[test]
    fn the_committed_phrases_are_those_of_the_code() {
        let mut fresh =
            "/** What the program says, by its codes, in English. Made from the code; do not edit. */\n\
             export const phrases = {\n"
                .to_owned();
        for phrase in phrases() {
            let (code, english) = (phrase.code(), serde_json::to_string(phrase.english()).unwrap());
            writeln!(fresh, "  \"{code}\": {english},").unwrap();
        }
        fresh.push_str(
            "};\n\nexport type PhraseCode = keyof typeof phrases;\n\n\
             /** Some of them in another language. */\n\
             export type Phrases = { [code in PhraseCode]?: string };\n",
        );
        assert_committed("phrases.ts", &fresh);
    }

    #[test]
    fn the_committed_remarks_on_operators_are_those_of_the_table() {
        let mut fresh =
            "/** What is said of mail operators, in English. Made from the code; do not edit. */\n\
             export const operatorRemarks = [\n"
                .to_owned();
        for remark in operator_remarks() {
            writeln!(fresh, "  {},", serde_json::to_string(&remark).unwrap()).unwrap();
        }
        fresh.push_str("] as const;\n\nexport type OperatorRemark = (typeof operatorRemarks)[number];\n");
        assert_committed("operatorRemarks.ts", &fresh);
    }

    #[test]
    fn the_code_of_every_phrase_is_its_own_and_every_place_is_filled() {
        let mut codes = HashSet::new();
        for phrase in phrases() {
            assert!(codes.insert(phrase.code()), "{} is there twice", phrase.code());
            assert_eq!(phrase.misfits(), [""; 0], "{}", phrase.code());
        }
    }
}
