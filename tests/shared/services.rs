//! What a desktop offers on its buses, as far as Mailvet speaks to it: notices, a tray with menus, and whoever decides when
//! the machine sleeps. They do what the real ones do for a program, and write down what they were asked; no picture of them
//! is on any screen.

use std::{
    collections::HashMap,
    io::{ErrorKind, Read as _},
    os::{fd::OwnedFd, unix::net::UnixStream},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use zbus::{
    Connection, Proxy, interface,
    message::Header,
    zvariant::{self, OwnedObjectPath, OwnedValue, Value},
};

/// How long Mailvet may take to ask for something.
const PATIENCE: Duration = Duration::from_secs(60);

/// A notice that was shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub title: String,
    /// The rest.
    pub text: String,
}

/// A wish that the machine stays awake.
#[derive(Debug)]
struct Wish {
    what: String,
    why: String,
    /// Ends when the program lets go of the other end, or is gone.
    held: UnixStream,
}

impl Wish {
    fn is_held(&mut self) -> bool {
        let end = self.held.read(&mut [0]);
        end.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

/// An icon in the tray: whose it is, and where its menu is asked for.
type Icon = (String, OwnedObjectPath);

#[derive(Debug, Default)]
struct Heard {
    notices: Vec<Notice>,
    wishes: Vec<Wish>,
    icons: Vec<Icon>,
}

type Diary = Arc<Mutex<Heard>>;

fn open(diary: &Diary) -> MutexGuard<'_, Heard> {
    diary.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Notices(Diary);

#[interface(name = "org.freedesktop.Notifications")]
impl Notices {
    fn get_capabilities(&self) -> Vec<String> {
        vec!["body".to_owned()]
    }

    fn get_server_information(&self) -> (String, String, String, String) {
        ("a test".to_owned(), "Mailvet".to_owned(), "1".to_owned(), "1.2".to_owned())
    }

    #[allow(clippy::too_many_arguments, reason = "so the specification wants it")]
    fn notify(
        &self,
        _program: &str,
        _replaces: u32,
        _icon: &str,
        title: String,
        text: String,
        _actions: Vec<String>,
        _hints: HashMap<String, OwnedValue>,
        _milliseconds: i32,
    ) -> u32 {
        open(&self.0).notices.push(Notice { title, text });
        1
    }
}

struct Sleep(Diary);

#[interface(name = "org.freedesktop.login1.Manager")]
impl Sleep {
    fn inhibit(
        &self,
        what: String,
        _who: &str,
        why: String,
        _mode: &str,
    ) -> zbus::fdo::Result<zvariant::OwnedFd> {
        let failed = |error: std::io::Error| zbus::fdo::Error::Failed(error.to_string());
        let (held, handed_out) = UnixStream::pair().map_err(failed)?;
        held.set_nonblocking(true).map_err(failed)?;
        open(&self.0).wishes.push(Wish { what, why, held });
        Ok(zvariant::OwnedFd::from(OwnedFd::from(handed_out)))
    }
}

struct Tray(Diary);

#[interface(name = "org.kde.StatusNotifierWatcher")]
impl Tray {
    /// `what` is the name of a program or, as Ayatana has it, where the icon of whoever asks stands.
    fn register_status_notifier_item(&self, what: &str, #[zbus(header)] header: Header<'_>) {
        let owner = header.sender().map(ToString::to_string).unwrap_or_default();
        let icon = match OwnedObjectPath::try_from(what) {
            Ok(path) => (owner, path),
            Err(_name) => {
                (what.to_owned(), OwnedObjectPath::try_from("/StatusNotifierItem").expect("a path"))
            }
        };
        open(&self.0).icons.push(icon);
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

/// The services, for as long as this is kept.
pub struct Services {
    bus: Connection,
    diary: Diary,
}

impl Services {
    /// Offers them on the bus at `address`.
    ///
    /// # Panics
    /// There is no such bus, or somebody offers them there already.
    pub async fn on(address: &str) -> Self {
        let diary = Diary::default();
        let bus = zbus::connection::Builder::address(address)
            .and_then(|bus| bus.name("org.freedesktop.Notifications"))
            .and_then(|bus| bus.name("org.freedesktop.login1"))
            .and_then(|bus| bus.name("org.kde.StatusNotifierWatcher"))
            .and_then(|bus| bus.serve_at("/org/freedesktop/Notifications", Notices(Arc::clone(&diary))))
            .and_then(|bus| bus.serve_at("/org/freedesktop/login1", Sleep(Arc::clone(&diary))))
            .and_then(|bus| bus.serve_at("/StatusNotifierWatcher", Tray(Arc::clone(&diary))))
            .expect("sound names")
            .build()
            .await
            .expect("a bus of the test's own");
        Self { bus, diary }
    }

    /// Waits until `look` finds something among what was asked.
    async fn until<T>(&self, wanted: &str, mut look: impl FnMut(&mut Heard) -> Option<T>) -> T {
        let found = async {
            loop {
                if let Some(found) = look(&mut open(&self.diary)) {
                    return found;
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, found).await;
        waited.unwrap_or_else(|_| panic!("{wanted} did not come: {:?}", open(&self.diary)))
    }

    /// The first notice, once there is one.
    ///
    /// # Panics
    /// There comes none.
    pub async fn notice(&self) -> Notice {
        self.until("a notice", |heard| heard.notices.first().cloned()).await
    }

    /// For what the machine is to stay awake, and why, once somebody wants that.
    ///
    /// # Panics
    /// Nobody does.
    pub async fn kept_awake(&self) -> Vec<(String, String)> {
        let wishes = |heard: &mut Heard| {
            let held = heard
                .wishes
                .iter_mut()
                .filter_map(|wish| wish.is_held().then(|| (wish.what.clone(), wish.why.clone())));
            let held: Vec<_> = held.collect();
            (held.len() > 1).then_some(held)
        };
        self.until("a wish to stay awake", wishes).await
    }

    /// Waits until the machine may sleep again.
    ///
    /// # Panics
    /// It never may.
    pub async fn may_sleep(&self) {
        let free = |heard: &mut Heard| heard.wishes.iter_mut().all(|wish| !wish.is_held()).then_some(());
        self.until("sleep", free).await;
    }

    /// The menu of the icon in the tray, once there is one.
    ///
    /// # Panics
    /// There comes none, or it has no menu.
    pub async fn tray(&self) -> TrayMenu {
        let (owner, path) = self.until("an icon", |heard| heard.icons.last().cloned()).await;
        let icon = Proxy::new(&self.bus, owner.clone(), path, "org.kde.StatusNotifierItem");
        let icon = icon.await.expect("a sound place");
        let menu: OwnedObjectPath = icon.get_property("Menu").await.expect("the icon has a menu");
        let menu = Proxy::new(&self.bus, owner, menu, "com.canonical.dbusmenu").await;
        TrayMenu { menu: menu.expect("a sound place") }
    }
}

/// A line of a menu: its number, its properties, its own lines.
type Layout = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// The menu of an icon.
pub struct TrayMenu {
    menu: Proxy<'static>,
}

impl TrayMenu {
    /// What its lines say, with their numbers; lines between groups say nothing.
    ///
    /// # Panics
    /// It cannot be read.
    pub async fn lines(&self) -> Vec<(i32, String)> {
        let whole: (u32, Layout) = self
            .menu
            .call("GetLayout", &(0_i32, -1_i32, Vec::<String>::new()))
            .await
            .expect("it tells its lines");
        let (_, (_, _, lines)) = whole;
        let lines = lines.into_iter().map(|line| {
            let (number, properties, _) = Layout::try_from(line).expect("a line of a menu");
            let label = properties.get("label").map(|label| match &**label {
                Value::Str(text) => text.to_string(),
                other => panic!("a label is text: {other:?}"),
            });
            (number, label.unwrap_or_default())
        });
        lines.filter(|(_, label)| !label.is_empty()).collect()
    }

    /// Chooses the line that says `label`.
    ///
    /// # Panics
    /// There is none.
    pub async fn choose(&self, label: &str) {
        let lines = self.lines().await;
        let (number, _) = lines.iter().find(|(_, said)| said == label).unwrap_or_else(|| {
            panic!("{label} is not among {lines:?}");
        });
        let chosen = (*number, "clicked", Value::from(0_i32), 0_u32);
        self.menu.call::<_, _, ()>("Event", &chosen).await.expect("it is chosen");
    }
}
