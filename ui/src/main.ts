import { mount } from "svelte";
import { openIpc } from "$/ipc";
import { speak } from "$/shared/locale";
import "./styles/app.css";
import App from "./views/App.svelte";

const target = document.getElementById("app");
document.documentElement.lang = speak("system");
if (target) mount(App, { target, props: { ipc: await openIpc() } });
