"""Webhooks of a forum that become events, sent to two gateways in turn: how fast the events arrive, and at what CPU time.

compare.py <file of results> <rounds> <webhooks a round> <connections>
Both gateways send their events to a receiver that notes when each came, in arrived.log.
"""
import os, subprocess, sys, time

out, rounds, count, connections = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
TICK = os.sysconf('SC_CLK_TCK')
TARGETS = {'gateway': ('8080', 'gateway.jar', 1), 'original': ('8000', 'apache.conf', float(os.environ.get('FEWER', 1)))}
LOG = 'arrived.log'

def processes(mark):
    for p in filter(str.isdigit, os.listdir('/proc')):
        try:
            line = open(f'/proc/{p}/cmdline').read().split('\0')
        except OSError:
            continue
        if line[0].split('/')[-1] in ('java', 'apache2') and any(mark in a for a in line[1:]):
            yield p

def cpu(mark):
    total = jit = 0.0
    for p in processes(mark):
        f = open(f'/proc/{p}/stat').read().rsplit(')', 1)[1].split()
        total += (int(f[11]) + int(f[12])) / TICK
        for t in os.listdir(f'/proc/{p}/task'):
            try:
                name = open(f'/proc/{p}/task/{t}/comm').read()
                f = open(f'/proc/{p}/task/{t}/stat').read().rsplit(')', 1)[1].split()
            except OSError:
                continue
            if 'CompilerThre' in name:
                jit += (int(f[11]) + int(f[12])) / TICK
    return total, jit

def arrived():
    return sum(1 for _ in open(LOG))

if not os.path.exists(out):
    open(out, 'w').write('round,who,connections,webhooks,refused,events,answered in s,last event after s,webhooks per s,events per s,'
                         'CPU ms each,of which JIT ms\n')
offset = int(open('offset').read()) if os.path.exists('offset') else 1000
for r in range(rounds):
    for name, (port, mark, fewer) in TARGETS.items():
        if os.environ.get('ONLY', name) != name:
            continue
        n = int(count * fewer)
        before, known = cpu(mark), arrived()
        told = subprocess.run(['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', '.', 'Load', port, 'webhooks.txt', str(offset), str(n), connections],
                              capture_output=True, text=True)
        offset += n
        open('offset', 'w').write(str(offset))
        began, took, sent, refused = (float(x) for x in told.stdout.split())
        seen, still = -1, 0
        while still < 4 or seen < known + n and still < 40:
            time.sleep(0.25)
            now = arrived()
            still = still + 1 if now == seen else 0
            seen = now
        after = cpu(mark)
        times = [float(l) for l in list(open(LOG))[known:]]
        events = len(times)
        last = max(times) - began
        line = (f'{r + 1},{name},{connections},{n},{refused:.0f},{events},{took:.2f},{last:.2f},{n / took:.1f},{events / last:.1f},'
                f'{1000 * (after[0] - before[0]) / events:.3f},{1000 * (after[1] - before[1]) / events:.3f}')
        print(line, flush=True)
        open(out, 'a').write(line + '\n')
