// SPDX-License-Identifier: GPL-2.0-or-later
// Starts telegram-test-api on 127.0.0.1. usage: node telegram-server.js MODULES PORT
const [modules, port] = process.argv.slice(2);
const TelegramServer = require(`${modules}/telegram-test-api`);
const Server = TelegramServer.TelegramServer || TelegramServer.default || TelegramServer;
new Server({ port: Number(port), host: '127.0.0.1', storage: 'RAM', storeTimeout: 3600 }).start();
