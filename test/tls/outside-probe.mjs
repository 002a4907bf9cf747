// Loaded into a process before it starts: tells of every attempt to reach another machine, or to find out where one is.
// An onlooker: nothing is kept from happening.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';

const isOwn = host => host === undefined || host === null || /^(localhost|::1|127(\.\d+){3})$/i.test(String(host));
const tell = (how, host) => {
  if (!isOwn(host)) process.stderr.write(`outside: ${how} ${host}\n`);
};

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object') tell('connect', first?.path === undefined ? first?.host : undefined);
  else tell('connect', second);
  return connect.apply(this, args);
};
for (const [room, names] of [
  [dns, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'lookupService']],
  [dns.promises, ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'lookupService']],
]) {
  for (const name of names) {
    const asked = room[name];
    room[name] = (host, ...others) => {
      tell(name, host);
      return asked.call(room, host, ...others);
    };
  }
}
const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
  tell(
    'send',
    args.find(arg => typeof arg === 'string' && arg.includes('.')),
  );
  return send.apply(this, args);
};
syncBuiltinESMExports();
