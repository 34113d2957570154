"""Values, slopes and curvatures of random compositions at arguments from 1e-300 to 1e300, by Taylor arithmetic with 1500 digits of mpmath.

usage: python3 extremes.py > extremes.json      (Debian: python3-mpmath)

A record has a formula, its arguments and what the three are there, as numbers of Python's float; null is beyond those.
"""
import json
import random

import mpmath as mp

mp.mp.dps = 1500


class J:
    def __init__(s,v,d=0,h=0): s.v,s.d,s.h=mp.mpf(v),mp.mpf(d),mp.mpf(h)
def un(j,f,f1,f2): return J(f, f1*j.d, f2*j.d**2+f1*j.h)
class Bad(Exception): pass
def big(x):
    if abs(x)>mp.mpf(10)**5000: raise Bad()
def lim(x,l=3000):
    if abs(x)>l: raise Bad()
def erf2(v): 
    return -2*v*2/mp.sqrt(mp.pi)*mp.exp(-v*v)
def U(name,a):
    v=a.v
    if name=='sin': return un(a,mp.sin(v),mp.cos(v),-mp.sin(v))
    if name=='cos': return un(a,mp.cos(v),-mp.sin(v),-mp.cos(v))
    if name=='tan': t=mp.tan(v); return un(a,t,1+t*t,2*t*(1+t*t))
    if name=='atan': q=1/(1+v*v); return un(a,mp.atan(v),q,-2*v*q*q)
    if name=='exp': lim(v); e=mp.exp(v); return un(a,e,e,e)
    if name=='expm1': lim(v); e=mp.exp(v); return un(a,mp.expm1(v),e,e)
    if name=='sinh': lim(v); return un(a,mp.sinh(v),mp.cosh(v),mp.sinh(v))
    if name=='cosh': lim(v); return un(a,mp.cosh(v),mp.sinh(v),mp.cosh(v))
    if name=='tanh': lim(v,5000); t=mp.tanh(v); q=mp.sech(v)**2; return un(a,t,q,-2*t*q)
    if name=='sigmoid': lim(v,3000); q=1/(1+mp.exp(-v)); r=1/(1+mp.exp(v)); return un(a,q,q*r,q*r*(r-q))
    if name=='softplus': lim(v,3000); q=1/(1+mp.exp(-v)); r=1/(1+mp.exp(v)); return un(a,mp.log1p(mp.exp(v)),q,q*r)
    if name=='erf': lim(v,60); g=2/mp.sqrt(mp.pi)*mp.exp(-v*v); return un(a,mp.erf(v),g,-2*v*g)
    if name=='asinh': q=1/mp.sqrt(1+v*v); return un(a,mp.asinh(v),q,-v*q**3)
    if v<=0 and name in('log','sqrt'): raise Bad()
    if name=='log': return un(a,mp.log(v),1/v,-1/v**2)
    if name=='sqrt': r=mp.sqrt(v); return un(a,r,1/(2*r),-1/(4*r*v))
    if name=='log1p':
        if v<=-1: raise Bad()
        return un(a,mp.log1p(v),1/(1+v),-1/(1+v)**2)
    if name=='atanh':
        if abs(v)>=1: raise Bad()
        return un(a,mp.atanh(v),1/(1-v*v),2*v/(1-v*v)**2)
    if name=='cbrt':
        if v==0: raise Bad()
        r=mp.sign(v)*mp.cbrt(abs(v)); return un(a,r,r/(3*v),-2*r/(9*v*v))
    raise KeyError(name)
UN=['sin','cos','tan','atan','exp','expm1','sinh','cosh','tanh','sigmoid','softplus','erf','asinh','log','sqrt','log1p','atanh','cbrt']
def B(o,a,b):
    if o=='+': return J(a.v+b.v,a.d+b.d,a.h+b.h)
    if o=='-': return J(a.v-b.v,a.d-b.d,a.h-b.h)
    if o=='*': return J(a.v*b.v,a.d*b.v+a.v*b.d,a.h*b.v+2*a.d*b.d+a.v*b.h)
    if o=='/':
        if b.v==0: raise Bad()
        return B('*',a,un(b,1/b.v,-1/b.v**2,2/b.v**3))
def ev(t,x):
    if t=='x': return J(x,1,0)
    if isinstance(t,(int,float)): return J(t)
    if t[0]=='^':
        a=ev(t[1],x); n=t[2]
        if a.v==0: raise Bad()
        return un(a,a.v**n,n*a.v**(n-1),n*(n-1)*a.v**(n-2))
    if len(t)==2: return U(t[0],ev(t[1],x))
    return B(t[0],ev(t[1],x),ev(t[2],x))
def tx(t):
    if t=='x': return 'x'
    if isinstance(t,(int,float)): return repr(t)
    if t[0]=='^': return '(%s)^%d'%(tx(t[1]),t[2])
    if len(t)==2: return '%s(%s)'%(t[0],tx(t[1]))
    return '(%s%s%s)'%(tx(t[1]),t[0],tx(t[2]))
def gen(r,d):
    if d==0: return 'x' if r.random()<.8 else r.choice([1,2,3,0.5])
    k=r.random()
    if k<.45: return (r.choice(UN),gen(r,d-1))
    if k<.6: return ('^',gen(r,d-1),r.choice([2,3,-1,-2,4]))
    return (r.choice('+-**//'),gen(r,r.randrange(d)),gen(r,d-1))
def has(t): return t=='x' or (isinstance(t,tuple) and any(has(u) for u in t[1:]))


def number(v):
    return float(v) if abs(v) < 1e308 else None


CHOSEN = ["x", ("atan", ("/", 1, "x")), ("*", "x", ("log", "x")), ("/", ("-", ("tanh", "x"), "x"), ("^", "x", 3)), ("/", ("-", "x", ("sin", "x")), ("^", "x", 3)), ("/", "x", ("expm1", "x")),
          ("*", "x", ("^", "x", -2)), ("sqrt", ("^", "x", 3)), ("log", ("^", "x", -2)), ("^", ("+", "x", ("cbrt", "x")), 3), ("*", "x", ("asinh", ("^", "x", -2))), ("tan", ("*", "x", "x"))]
EXPONENTS = [-300, -250, -200, -160, -154, -120, -100, -80, -50, -20, -10, -5, -3, -1, 0, 1, 2, 5, 10, 20, 50, 80, 100, 120, 154, 160, 200, 250, 300]
r, records, texts = random.Random(1), [], set()
while len(records) < 400:
    t = CHOSEN[len(records)] if len(records) < len(CHOSEN) else gen(r, r.choice([1, 2, 2, 3]))
    if not has(t) or tx(t) in texts:
        continue
    texts.add(tx(t))
    at, rows = [r.choice([1, 1, 1, -1]) * r.uniform(1, 9.9) * 10.0 ** r.choice(EXPONENTS) for _ in range(12)], []
    for x in at:
        try:
            j = ev(t, mp.mpf(x))
        except (Bad, ZeroDivisionError, OverflowError, ValueError):
            continue
        if abs(x) < 1e308 and not any(isinstance(w, mp.mpc) for w in (j.v, j.d, j.h)):
            rows.append([x, number(j.v), number(j.d), number(j.h)])
    if rows:
        records.append(json.dumps({"f": tx(t), "rows": rows}))
print("[\n" + ",\n".join(records) + "\n]")
