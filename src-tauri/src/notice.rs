//! Tells the user through the system that a check has ended or needs them. A system without such notices is no fault: the
//! window says the same.

use notify_rust::Notification;

/// Shows a notice and does not wait for anybody to read it.
pub(crate) async fn show(title: String, text: String) {
    let shown = tauri::async_runtime::spawn_blocking(move || {
        let mut notice = Notification::new();
        notice.summary(&title).body(&text).appname("Mailvet").icon("mailvet-desktop");
        #[cfg(target_os = "windows")]
        notice.app_id("org.mailvet.desktop");
        #[cfg(target_os = "macos")]
        let _set_already = notify_rust::set_application("org.mailvet.desktop");
        notice.show().map(drop)
    })
    .await;
    match shown {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%error, "the system shows no notices"),
        Err(error) => tracing::debug!(%error, "the notice was not shown"),
    }
}
