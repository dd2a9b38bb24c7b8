"""ab.py <out> <rounds> <webhooks> <connections>: gateways A (8080) and B (8081) in turn."""
import os,subprocess,sys,time
out,rounds,count,conns=sys.argv[1],int(sys.argv[2]),int(sys.argv[3]),sys.argv[4]
TICK=os.sysconf('SC_CLK_TCK')
def cpu(port):
    t=j=0.0
    for p in filter(str.isdigit,os.listdir('/proc')):
        try: line=open(f'/proc/{p}/cmdline').read().split('\0')
        except OSError: continue
        if line[0].endswith('java') and f'--port\0{port}' in '\0'.join(line):
            f=open(f'/proc/{p}/stat').read().rsplit(')',1)[1].split(); t+=(int(f[11])+int(f[12]))/TICK
            for x in os.listdir(f'/proc/{p}/task'):
                try:
                    n=open(f'/proc/{p}/task/{x}/comm').read(); f=open(f'/proc/{p}/task/{x}/stat').read().rsplit(')',1)[1].split()
                except OSError: continue
                if 'CompilerThre' in n: j+=(int(f[11])+int(f[12]))/TICK
    return t,j
def arrived(): return sum(1 for _ in open('arrived.log'))
for r in range(rounds):
    for port in ('8080','8081'):
        of=f'offset.{port}'; o=int(open(of).read())
        b=cpu(port); known=arrived()
        t=subprocess.run(['java','-XX:TieredStopAtLevel=1','-XX:+UseSerialGC','-cp','.','Load',port,'webhooks.txt',str(o),str(count),conns],capture_output=True,text=True)
        open(of,'w').write(str(o+count))
        began,took,sent,refused=(float(x) for x in t.stdout.split())
        seen,still=-1,0
        while still<2 or seen<known+count and still<40:
            time.sleep(0.25); n=arrived(); still=still+1 if n==seen else 0; seen=n
        a=cpu(port); times=[float(l) for l in list(open('arrived.log'))[known:]]
        ev=len(times); last=max(times)-began
        line=f'{r+1},{port},{ev},{refused:.0f},{ev/last:.1f}/s,{1000*(a[0]-b[0])/ev:.3f} ms,{1000*(a[1]-b[1])/ev:.3f} jit'
        print(line,flush=True); open(out,'a').write(line+'\n')
