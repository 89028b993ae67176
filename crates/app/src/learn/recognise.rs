//! Whether a dropped file tells what became of mail, so that the user is asked what it is for before it is read as a list.

use std::path::{Path, PathBuf};

use mailvet_engine::{Clock, SystemClock};
use mailvet_verdict::{Happened, Knowledge, Words};
use serde::{Deserialize, Serialize};

use super::{
    Kind, LearnRequest, Reader,
    columns::{Row, SAMPLE},
    phrases as say,
};
use crate::{AppError, Mailvet, blocking};

/// What a file can be used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum FileNature {
    /// A list, or no file that Mailvet knows; bringing it in says why.
    List,
    /// A list that tells what became of mail to its addresses: it can be brought in or learnt from.
    Either {
        /// What it was taken for, as in `SendGrid, events`.
        layout: Words,
    },
    /// Messages or events: nothing to bring in as a list.
    Outcomes {
        /// What it was taken for.
        layout: Words,
    },
}

impl Mailvet {
    /// Looks at the beginning of a file; nothing is kept.
    ///
    /// # Errors
    /// Only if Mailvet itself fails: a file that cannot be read is one that bringing it in has a sentence for.
    pub async fn recognise(&self, path: PathBuf) -> Result<FileNature, AppError> {
        let knowledge = std::sync::Arc::clone(&self.0.knowledge);
        blocking(move || Ok(nature(&knowledge, &path))).await
    }
}

fn nature(knowledge: &Knowledge, path: &Path) -> FileNature {
    match Kind::of(path) {
        Ok(Kind::Mail(kind)) => FileNature::Outcomes { layout: kind.said().into() },
        Ok(Kind::Events) => FileNature::Outcomes { layout: say::as_events().into() },
        Ok(Kind::List) => list(knowledge, path).unwrap_or(FileNature::List),
        Err(_) => FileNature::List,
    }
}

fn list(knowledge: &Knowledge, path: &Path) -> Option<FileNature> {
    let request = LearnRequest { path: path.display().to_string(), ..LearnRequest::default() };
    let reader = Reader { knowledge, now: SystemClock.now(), request: &request, path };
    let (source, columns) = reader.list().ok()?;
    if let Some(layout) = columns.layout {
        return Some(FileNature::Either { layout: layout.said() });
    }
    // A column of states alone may be anything; one that tells of mail that came back is meant.
    let comes_back = |what: Happened| {
        matches!(
            what,
            Happened::HardBounce | Happened::SoftBounce | Happened::MailboxFull | Happened::Complained
        )
    };
    let (mut told, mut back) = (0, 0);
    let rows: Vec<Row> = source
        .rows()
        .take(SAMPLE)
        .filter_map(|cells| Some(columns.read(knowledge, &cells.ok()?, reader.now)))
        .collect();
    for row in &rows {
        if let Row::Told(outcome) | Row::Timeless(outcome) = row {
            told += 1;
            back += usize::from(comes_back(outcome.what));
        }
    }
    (back > 0 && told * 2 >= rows.len()).then(|| FileNature::Either { layout: say::as_list().into() })
}
