"""Webhooks of a forum, a line each: path, number, signature, body. Bodies of about 1 KiB, for 16 communities in turn.

make.py <how many> > webhooks.txt
"""
import datetime, hashlib, hmac, json, sys

now = datetime.date.today().isoformat() + 'T00:00:00.000Z'
for i in range(int(sys.argv[1])):
    post = {'id': i, 'username': 'alice', 'raw': f'post {i} ' + 'x' * 640, 'topic_id': i % 97 + 1, 'topic_slug': 't',
            'post_number': i, 'created_at': now, 'cooked': 'y' * 200}
    body = json.dumps({'post': post})
    signature = hmac.new(b'hook-secret-31d8', body.encode(), hashlib.sha256).hexdigest()
    print(f'/api/hooks/c{i % 16}/discourse {i} {signature} {body}')
