//! Who paints the page on Linux. WebKit paints through OpenGL, which a machine without a graphics card (a virtual one, mostly)
//! has the processor play: every frame takes several times as long then, and the page a third more memory. There WebKit's own
//! way of painting is the better one. It is chosen before anything of WebKit runs: what is changed under a page that is
//! there already leaves it deaf to the wheel.

#![cfg(target_os = "linux")]

use std::{env, fs, os::unix::process::CommandExt as _, path::Path, process::Command};

/// Says who paints, `card` or `processor`, where what is found is not to decide.
const SAID: &str = "MAILVET_PAINTING";
/// What WebKit reads when it is loaded; whoever sets it himself has decided.
const WEBKIT: &str = "WEBKIT_DISABLE_COMPOSITING_MODE";

/// Has the processor paint where there is no graphics card: the program begins once more, in the same process, with that
/// said in its environment. Returns where there is nothing to change.
pub(crate) fn choose() {
    let by_card = match env::var(SAID).as_deref() {
        Ok("card") => true,
        Ok("processor") => false,
        _ => has_card(),
    };
    if by_card || env::var_os(WEBKIT).is_some() {
        return;
    }
    let mut args = env::args_os();
    let (Ok(program), Some(name)) = (env::current_exe(), args.next()) else { return };
    let error = Command::new(program).arg0(name).args(args).env(WEBKIT, "1").exec();
    tracing::warn!(%error, "the page is painted as WebKit sees fit");
}

/// Whether the system offers a card for drawing: a render node of the kernel, or the driver that has none.
fn has_card() -> bool {
    let nodes = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let mut names = nodes.map(|node| node.file_name());
    names.any(|name| name.to_string_lossy().starts_with("renderD")) || Path::new("/dev/nvidiactl").exists()
}
