import { mount } from "svelte";
import { openIpc } from "$/ipc";
import "./styles/app.css";
import App from "./views/App.svelte";

const target = document.getElementById("app");
if (target) mount(App, { target, props: { ipc: await openIpc() } });
