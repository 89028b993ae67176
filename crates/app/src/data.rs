//! Newer lists of domains than those that ship, and what the user says of domains himself: two text files in the data folder,
//! each replaced whole or not at all. They hold from the next start of the program on. A bundle of ours carries a signature
//! (Ed25519) that is checked against the key in `assets/lists/`; any other file is the user's own choice, and said to be.

use std::{
    fmt,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::Arc,
};

use mailvet_engine::Clock as _;
use mailvet_lists::WriteError;
use mailvet_verdict::{
    Knowledge, ListError, ListKind, ListUpdate, Lists, Moment, OwnDomains, Say, Sentence, ShippedList,
    refusal,
};
use ring::signature::{ED25519, UnparsedPublicKey};

use crate::{AppError, Mailvet, Place, blocking, file_name};

/// What a bundle begins with; its number follows.
const BUNDLE: &str = "mailvet lists ";
/// What its second line begins with; the signature of everything behind that line follows.
const SIGNED: &str = "signed ";

const KEY: &str = include_str!("../../../assets/lists/bundle-key.txt");

/// What is in use.
#[derive(Clone, Debug)]
pub struct DataInUse {
    /// The lists, those of domains first.
    pub lists: Vec<ShippedList>,
    /// Whether any list of domains is another than the one that ships.
    pub updated: bool,
    /// What the user says of domains.
    pub own: Vec<(String, Say)>,
}

/// What an update brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataUpdated {
    /// Whether it was a bundle of ours.
    pub signed: bool,
    /// The lists that were replaced: kind, date, entries.
    pub lists: Vec<(ListKind, String, u32)>,
}

/// Why a file of lists is not taken in.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// It cannot be read.
    File(#[from] std::io::Error),
    /// It calls itself a bundle and is not signed by us, or was changed since.
    Signature,
    /// A bundle that is older than what is in use.
    Older {
        /// The number of the bundle in use.
        had: u32,
        /// Its own.
        has: u32,
    },
    /// A bundle says itself what it holds.
    KindOfBundle,
    /// Its content cannot be used.
    List(#[from] ListError),
    /// What is kept of it cannot be written.
    Kept(#[from] WriteError),
}

mailvet_verdict::phrases! {
    /// Why a file of lists is not taken in, as the end of a sentence.
    pub(crate) REFUSED "refused_lists" {
        signature() = "it calls itself a bundle of Mailvet, and its signature is not ours or does not fit it";
        older(has, had) = "it is older ({has}) than the bundle in use ({had})";
        kind_of_bundle() = "it is a bundle and says itself which lists it has; leave the kind out";
    }
}

impl DataError {
    /// Why, as the end of a sentence.
    #[must_use]
    pub fn sentence(&self) -> Sentence {
        match self {
            Self::File(error) => refusal(error),
            Self::Signature => signature(),
            // Numbers of bundles are dates, and no quantities.
            Self::Older { had, has } => older(has.to_string(), had.to_string()),
            Self::KindOfBundle => kind_of_bundle(),
            Self::List(error) => error.sentence(),
            Self::Kept(error) => error.sentence(),
        }
    }
}

impl fmt::Display for DataError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.sentence().fmt(f)
    }
}

/// A file that was read.
struct Read {
    /// The number of a bundle of ours.
    serial: Option<u32>,
    update: ListUpdate,
}

impl Read {
    /// Reads a file called `name`. `kind`: what a plain one is.
    fn of(text: &str, name: &str, kind: Option<ListKind>, key: &[u8]) -> Result<Self, DataError> {
        let Some(rest) = text.strip_prefix(BUNDLE) else {
            let update = ListUpdate::plain(kind.unwrap_or(ListKind::Disposable), text, name)?;
            return Ok(Self { serial: None, update });
        };
        if kind.is_some() {
            return Err(DataError::KindOfBundle);
        }
        let (serial, rest) = rest.split_once('\n').ok_or(DataError::Signature)?;
        let (signature, body) =
            rest.strip_prefix(SIGNED).and_then(|rest| rest.split_once('\n')).ok_or(DataError::Signature)?;
        let signature = unhex(signature.trim()).ok_or(DataError::Signature)?;
        let number: u32 = serial.trim().parse().map_err(|_| DataError::Signature)?;
        // The number is signed too: a bundle must not be passed off as a newer one.
        UnparsedPublicKey::new(&ED25519, key)
            .verify(format!("{BUNDLE}{number}\n{body}").as_bytes(), &signature)
            .map_err(|_| DataError::Signature)?;
        Ok(Self { serial: Some(number), update: ListUpdate::several(body)? })
    }
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

fn our_key() -> Vec<u8> {
    let line = KEY.lines().find(|line| !line.starts_with('#')).unwrap_or_default();
    unhex(line.trim()).unwrap_or_default()
}

/// The lists that are kept in the data folder, and the number of the last bundle among them.
#[derive(Default)]
struct Kept {
    serial: u32,
    update: ListUpdate,
}

impl Kept {
    fn read(place: &Place) -> Result<Option<Self>, DataError> {
        let text = match std::fs::read_to_string(place.newer_lists()) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            text => text?,
        };
        let (serial, body) =
            text.strip_prefix("# bundle: ").and_then(|rest| rest.split_once('\n')).unwrap_or(("0", &text));
        Ok(Some(Self { serial: serial.trim().parse().unwrap_or(0), update: ListUpdate::several(body)? }))
    }

    fn write(&self, place: &Place) -> Result<(), DataError> {
        replace(&place.newer_lists(), &format!("# bundle: {}\n{}", self.serial, self.update.written()))
    }
}

/// Puts a file of the data folder in the place of the one before.
fn replace(file: &Path, text: &str) -> Result<(), DataError> {
    file.parent().map_or(Ok(()), std::fs::create_dir_all)?;
    Ok(mailvet_lists::write_text(file, text)?)
}

/// Reads what the user says of domains.
fn own(place: &Place) -> Result<OwnDomains, DataError> {
    match std::fs::read_to_string(place.own_domains()) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(OwnDomains::default()),
        text => Ok(OwnDomains::read(&text?)?),
    }
}

/// The knowledge of a program at this place: what ships, the newer lists over it, and over all what the user says.
///
/// # Errors
/// A file in the data folder is damaged.
pub(crate) fn knowledge(place: &Place) -> Result<Knowledge, AppError> {
    let damaged = |file: PathBuf| move |why| AppError::Data { name: file.display().to_string(), why };
    let shipped = Knowledge::shipped();
    let mut lists = shipped.lists().clone();
    if let Some(kept) = Kept::read(place).map_err(damaged(place.newer_lists()))? {
        lists = lists.with_update(&kept.update);
    }
    let lists = lists.with_own(own(place).map_err(damaged(place.own_domains()))?);
    Ok(shipped.with_lists(lists))
}

/// The same; a damaged file must not keep the program from starting, since the program is what mends it.
pub(crate) fn knowledge_or_shipped(place: &Place) -> Arc<Knowledge> {
    match knowledge(place) {
        Ok(knowledge) => Arc::new(knowledge),
        Err(error) => {
            tracing::warn!(%error, "the lists that ship are used instead");
            Knowledge::shipped()
        }
    }
}

/// Begins to read the tables that ship with the program, on a thread of their own: that takes some tenths of a second, in
/// which a program that opens a window has other things to do.
pub fn read_tables_ahead() {
    std::thread::spawn(|| drop(Knowledge::shipped()));
}

impl Mailvet {
    /// The lists in use, with their dates, and what the user says of domains.
    ///
    /// # Errors
    /// A file in the data folder is damaged.
    pub async fn data(&self) -> Result<DataInUse, AppError> {
        let place = self.0.place.clone();
        blocking(move || {
            let lists = knowledge(&place)?.lists().in_use();
            let said = own(&place)
                .map_err(|why| AppError::Data { name: place.own_domains().display().to_string(), why })?;
            Ok(DataInUse {
                lists,
                updated: place.newer_lists().exists(),
                own: said.lines().map(|(domain, say)| (domain.to_owned(), say)).collect(),
            })
        })
        .await
    }

    /// Takes a newer list in from a file: a bundle of ours, or a plain one of this kind (throw-away services where none is
    /// named). Nothing changes where anything is wrong with it.
    ///
    /// # Errors
    /// The file is not signed by us though it says so, is older than what is in use, holds what it must not, or cannot be read.
    pub async fn update_data(&self, file: PathBuf, kind: Option<ListKind>) -> Result<DataUpdated, AppError> {
        let (place, today) = (self.0.place.clone(), self.0.clock.now());
        let name = file_name(&file);
        blocking(move || {
            let refused = |why| AppError::Data { name: name.clone(), why };
            let text = std::fs::read_to_string(&file).map_err(|error| refused(error.into()))?;
            let kept = place.newer_lists().display().to_string();
            let kept = Kept::read(&place).map_err(|why| AppError::Data { name: kept, why })?;
            let read = Read::of(&text, &name, kind, &our_key()).map_err(refused)?;
            take_in(&place, kept.unwrap_or_default(), read, today).map_err(refused)
        })
        .await
    }

    /// Goes back to the lists that ship; answers whether there were others. What the user says of domains stays.
    ///
    /// # Errors
    /// The file cannot be removed.
    pub async fn reset_data(&self) -> Result<bool, AppError> {
        let file = self.0.place.newer_lists();
        blocking(move || match std::fs::remove_file(&file) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(AppError::Data { name: file.display().to_string(), why: error.into() }),
        })
        .await
    }

    /// Says of domains that they are ordinary ones, or throw-away ones; answers of how many that is new.
    ///
    /// # Errors
    /// A text is no domain, or the file cannot be read or written.
    pub async fn say_of_domains(&self, say: Say, domains: Vec<String>) -> Result<usize, AppError> {
        self.change_own(domains, move |own, domain| own.say(say, domain)).await
    }

    /// Takes it back; answers of how many it had been said.
    ///
    /// # Errors
    /// A text is no domain, or the file cannot be read or written.
    pub async fn take_back_of_domains(&self, say: Say, domains: Vec<String>) -> Result<usize, AppError> {
        self.change_own(domains, move |own, domain| own.take_back(say, domain)).await
    }

    async fn change_own(
        &self,
        domains: Vec<String>,
        change: impl Fn(&mut OwnDomains, &str) -> Result<bool, ListError> + Send + 'static,
    ) -> Result<usize, AppError> {
        let place = self.0.place.clone();
        blocking(move || {
            let name = place.own_domains().display().to_string();
            let failed = |why| AppError::Data { name: name.clone(), why };
            let mut own = own(&place).map_err(failed)?;
            let mut changed = 0;
            for domain in &domains {
                let done =
                    change(&mut own, domain).map_err(|_| AppError::NoDomain { text: domain.clone() })?;
                changed += usize::from(done);
            }
            replace(&place.own_domains(), &own.written()).map_err(failed)?;
            Ok(changed)
        })
        .await
    }
}

/// Checks a file that was read and puts its lists in the place of those in use.
fn take_in(place: &Place, kept: Kept, read: Read, today: Moment) -> Result<DataUpdated, DataError> {
    let Read { serial, mut update } = read;
    let in_use = Lists::shipped().with_update(&kept.update);
    match serial {
        Some(has) if has < kept.serial => return Err(DataError::Older { had: kept.serial, has }),
        Some(_) => update.check_ours(&in_use)?,
        None => update.check_users(&in_use)?,
    }
    update.dated(&today.to_string().chars().take(10).collect::<String>());
    let lists = update.lists().map(|(kind, head, _)| (kind, head.date.clone(), head.count)).collect();
    Kept { serial: serial.unwrap_or(kept.serial), update: kept.update.then(update) }.write(place)?;
    Ok(DataUpdated { signed: serial.is_some(), lists })
}

#[cfg(test)]
mod tests {
    use ring::signature::{Ed25519KeyPair, KeyPair};

    use super::*;

    const TODAY: Moment = Moment(1_795_000_000_000);

    fn place() -> (tempfile::TempDir, Place) {
        let folder = tempfile::tempdir().unwrap();
        let place = Place { folder: folder.path().to_owned(), settings: None };
        (folder, place)
    }

    fn pair() -> Ed25519KeyPair {
        Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
    }

    fn bundle(serial: u32, body: &str) -> String {
        let signature = pair().sign(format!("{BUNDLE}{serial}\n{body}").as_bytes());
        let hex: String = signature.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{BUNDLE}{serial}\n{SIGNED}{hex}\n{body}")
    }

    /// The list of forwarding services that ships, with one more.
    fn aliases(more: &str) -> String {
        let shipped = include_str!("../../../assets/lists/aliases.txt");
        format!("[alias]\n{shipped}{more}\n")
    }

    fn take_of(
        place: &Place,
        text: &str,
        kind: Option<ListKind>,
        key: &[u8],
    ) -> Result<DataUpdated, DataError> {
        let kept = Kept::read(place)?.unwrap_or_default();
        take_in(place, kept, Read::of(text, "file.txt", kind, key)?, TODAY)
    }

    fn take(place: &Place, text: &str, kind: Option<ListKind>) -> Result<DataUpdated, DataError> {
        take_of(place, text, kind, pair().public_key().as_ref())
    }

    #[test]
    fn a_signed_bundle_takes_the_place_of_its_lists_and_only_of_those() {
        let (_folder, place) = place();
        let told = take(&place, &bundle(20_261_201, &aliases("new-relay.example")), None).unwrap();
        assert!(told.signed && told.lists.len() == 1);
        let lists = knowledge(&place).unwrap().lists().clone();
        assert!(lists.is_alias("new-relay.example") && lists.is_disposable("mailinator.com"));
    }

    #[test]
    fn a_bundle_that_was_changed_or_is_older_changes_nothing() {
        let (_folder, place) = place();
        take(&place, &bundle(20_261_201, &aliases("new-relay.example")), None).unwrap();
        let before = std::fs::read_to_string(place.newer_lists()).unwrap();
        let changed = bundle(20_261_202, &aliases("a.example")).replace("a.example", "b.example");
        assert!(matches!(take(&place, &changed, None), Err(DataError::Signature)));
        let renumbered = bundle(20_261_202, &aliases("a.example")).replace("20261202", "20261203");
        assert!(matches!(take(&place, &renumbered, None), Err(DataError::Signature)));
        let older = bundle(20_261_130, &aliases("a.example"));
        assert!(matches!(
            take(&place, &older, None),
            Err(DataError::Older { had: 20_261_201, has: 20_261_130 })
        ));
        let other_key = take_of(&place, &bundle(20_261_202, &aliases("a.example")), None, &our_key());
        assert!(matches!(other_key, Err(DataError::Signature)));
        assert_eq!(std::fs::read_to_string(place.newer_lists()).unwrap(), before);
    }

    #[test]
    fn a_plain_file_is_the_users_choice_and_dated_by_the_day_it_came() {
        let (_folder, place) = place();
        let told = take(&place, "throw.example\n", None).unwrap();
        assert_eq!(
            told,
            DataUpdated { signed: false, lists: vec![(ListKind::Disposable, "2026-11-18".into(), 1)] }
        );
        take(&place, "box.example\n", Some(ListKind::Free)).unwrap();
        let lists = knowledge(&place).unwrap().lists().clone();
        assert!(lists.is_disposable("throw.example") && lists.is_free("box.example"));
        assert_eq!(lists.head_of(ListKind::Free).sources, ["file.txt"]);
        assert!(matches!(
            take(&place, "gmail.com\n", None),
            Err(DataError::List(ListError::HoldsProvider { .. }))
        ));
    }

    #[test]
    fn a_pair_that_the_script_makes_signs_bundles_that_are_taken_in() {
        let (folder, place) = place();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/sign-lists");
        let run = |arguments: &[&std::ffi::OsStr]| {
            std::process::Command::new("python3").arg(script).args(arguments).output().unwrap()
        };
        let (private, public) = (folder.path().join("key.pem"), folder.path().join("public.txt"));
        let make = ["--new-key".as_ref(), private.as_os_str(), public.as_os_str()];
        let made = run(&make);
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        // A key that is overwritten is lost.
        assert!(!run(&make).status.success());
        let inside = concat!(env!("CARGO_MANIFEST_DIR"), "/key.pem");
        assert!(!run(&["--new-key".as_ref(), inside.as_ref(), public.as_os_str()]).status.success());
        assert!(!std::path::Path::new(inside).exists());

        let signed = run(&[private.as_os_str(), "20261203".as_ref()]);
        assert!(signed.status.success(), "{}", String::from_utf8_lossy(&signed.stderr));
        let bundle = String::from_utf8(signed.stdout).unwrap();
        let key = std::fs::read_to_string(&public).unwrap();
        let key = unhex(key.lines().last().unwrap()).unwrap();
        assert!(matches!(take_of(&place, &bundle, None, &our_key()), Err(DataError::Signature)));
        let updated = take_of(&place, &bundle, None, &key).unwrap();
        assert!(updated.signed && updated.lists.len() == 3, "{updated:?}");
    }

    #[test]
    fn the_key_that_ships_is_one() {
        assert_eq!(our_key().len(), 32);
    }

    #[test]
    fn a_damaged_file_in_the_data_folder_is_told_and_not_taken_for_none() {
        let (_folder, place) = place();
        std::fs::write(place.newer_lists(), "[disposable]\nno domain at all\n").unwrap();
        assert!(matches!(knowledge(&place), Err(AppError::Data { .. })));
    }
}
