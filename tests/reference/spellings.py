#!/usr/bin/env python3
"""Spellings of formulas as people write them, with what they mean: prints spellings.json.

Each row is a source, the text, and the meaning as a Python expression of x and y, whose value at x = 0.3, y = 0.7 is what the text must have.
A row that begins with '!' is refused, and the repair that is offered must have the value; one that begins with '?' is refused without."""
import json
import math
from math import (acos, acosh, asin, asinh, atan, atanh, atan2, ceil, cos, cosh, degrees, e, erf, erfc, exp, expm1, floor, gamma, hypot, inf, lgamma, log, log10, log1p, log2, pi, radians, sin,
                  sinh, sqrt, tan, tanh, tau)

def sinc(a):
    return sin(a)/a


ROWS = r"""
desmos | 3x | 3*x
desmos | 2x+3y | 2*x+3*y
desmos | (x+1)(x-1) | (x+1)*(x-1)
desmos | x(x+1) | x*(x+1)
desmos | x(x+1)^2 | x*(x+1)**2
desmos | 2x(x-1)(y+2) | 2*x*(x-1)*(y+2)
desmos | y=x^2 | x**2
desmos | f(x)=x^2+1 | x**2+1
desmos | f\left(x\right)=x^{2}+1 | x**2+1
desmos | \frac{x}{2} | x/2
desmos | \frac{1}{1+e^{-x}} | 1/(1+exp(-x))
desmos | \sin\left(x\right) | sin(x)
desmos | \sin\left(2x\right)\cos\left(y\right) | sin(2*x)*cos(y)
desmos | \sqrt{x^{2}+y^{2}} | hypot(x,y)
desmos | \left|x-y\right| | abs(x-y)
desmos | \left\{x>0:x,-x\right\} | x
desmos | {x>1:x^2,x>0:x,0} | x
desmos | {0<x<1:2x,0} | 2*x
desmos | e^{-x^{2}} | exp(-x*x)
desmos | \pi x | pi*x
desmos | 2\pi x | 2*pi*x
desmos | x_{1}+x_{2} | x+y
desmos | \ln\left(x\right) | log(x)
desmos | \log_{2}\left(x\right) | log2(x)
desmos | \operatorname{abs}\left(x-1\right) | abs(x-1)
desmos | \operatorname{floor}\left(5x\right) | floor(5*x)
desmos | \arctan\left(x\right) | atan(x)
desmos | x\cdot y | x*y
desmos | x\times y | x*y
desmos | \max\left(x,y\right) | max(x,y)
desmos | 5x\ge2 | 0.0
latex | {x \over y} | !x / y
latex | 1 + {x^2 \over {1+y}} | !1 + x * x / (1 + y)
latex | x+1 \over y | !(x + 1) / y
desmos | x^{3}-3xy^{2} | ! x**3-3*x*y*y
desmos | x^3-3x y^2 | x**3-3*x*y*y
geogebra | f(x,y) = x^2 - y^2 | x*x-y*y
geogebra | f: y = x^2 | !x*x
geogebra | x² + y² | x*x+y*y
geogebra | x³ − 3x | x**3-3*x
geogebra | sin²(x) | sin(x)**2
geogebra | sin^2(x)+cos^2(x) | 1.0
geogebra | abs(x) | abs(x)
geogebra | sqrt(x) | sqrt(x)
geogebra | √(x) + √y | sqrt(x)+sqrt(y)
geogebra | π x | pi*x
geogebra | ℯ^x | exp(x)
geogebra | x y | x*y
geogebra | If(x > 0, x, 0) | x
geogebra | floor(10x) / 10 | floor(10*x)/10
geogebra | ln(x) | log(x)
geogebra | sin(30°) | 0.5
geogebra | x ≤ 1 ∧ y ≥ 0 | 1.0
geogebra | x ≠ y | 1.0
geogebra | ¬(x > 1) | 1.0
geogebra | cosh(x) sinh(y) | cosh(x)*sinh(y)
geogebra | x ⋅ y | x*y
geogebra | x₁² + x₂² | x*x+y*y
wolfram | Sin[x] | sin(x)
wolfram | Sin[x]^2 Cos[y] | sin(x)**2*cos(y)
wolfram | Exp[-x^2] | exp(-x*x)
wolfram | E^x | exp(x)
wolfram | Pi x | pi*x
wolfram | Sqrt[x^2 + y^2] | hypot(x,y)
wolfram | Abs[x - y] | abs(x-y)
wolfram | Log[x] | log(x)
wolfram | Log[2, x] | log2(x)
wolfram | Power[x, 2] | x*x
wolfram | Max[x, y] | max(x,y)
wolfram | f[x_] := x^2 | x*x
wolfram | f[x_, y_] := x y | x*y
wolfram | ArcTan[x] | atan(x)
wolfram | Mod[10 x, 2] | (10*x)%2
wolfram | x^2 + 3 x - 1 | x*x+3*x-1
wolfram | 2 x y | 2*x*y
wolfram | (x + y) (x - y) | (x+y)*(x-y)
wolfram | sin x | ! sin(x)
wolfram | sin 2x + 1 | ! sin(2*x)+1
wolfram | sin x cos y | ! sin(x)*cos(y)
wolfram | e^-x sin x | ! exp(-x)*sin(x)
wolfram | x sin(x) | x*sin(x)
wolfram | ln x | ! log(x)
wolfram | sqrt x | ! sqrt(x)
wolfram | abs x | ! abs(x)
wolfram | cos 2 pi x | ! cos(2*pi*x)
latex | $x^2$ | ! x*x
latex | x^{2} + y^{2} | x*x+y*y
latex | \frac{x+1}{y-1} | (x+1)/(y-1)
latex | \frac12 x^2 | 0.5*x*x
latex | \dfrac{1}{2}x | x/2
latex | \tfrac{x}{3} | x/3
latex | \sqrt[3]{x} | x**(1/3)
latex | \sqrt[4]{x} | x**0.25
latex | \sqrt{2}x | sqrt(2)*x
latex | \sin x | ! sin(x)
latex | \sin{x} | sin(x)
latex | \sin^2(x) | sin(x)**2
latex | \sin^{2}(x) | sin(x)**2
latex | \sin^2 x | ! sin(x)**2
latex | \exp(-x^2) | exp(-x*x)
latex | \ln{x} | log(x)
latex | \left\lfloor 10x \right\rfloor | floor(10*x)
latex | \left\lceil 10x \right\rceil | ceil(10*x)
latex | \lvert x - 1\rvert | abs(x-1)
latex | x \cdot y | x*y
latex | x \times y \div 2 | x*y/2
latex | x \leq y | 1.0
latex | x\,y | x*y
latex | x \; y | x*y
latex | e^{x}\cos(y) | exp(x)*cos(y)
latex | \bigl(x+1\bigr)^2 | (x+1)**2
latex | \operatorname{sigmoid}(x) | 1/(1+exp(-x))
latex | \mathrm{relu}(x) | x
latex | \tanh(x) | tanh(x)
latex | x \bmod 2 | x%2
latex | \theta^2 | ! x*x
latex | x_1^2 + x_2^2 | x*x+y*y
latex | \pi | pi
latex | \tau x | tau*x
numpy | np.sin(x) | sin(x)
numpy | np.sin(x)**2 + np.cos(y)**2 | sin(x)**2+cos(y)**2
numpy | np.exp(-x**2) | exp(-x*x)
numpy | np.pi*x | pi*x
numpy | np.e**x | exp(x)
numpy | np.power(x, 2) | x*x
numpy | np.sqrt(np.abs(x)) | sqrt(x)
numpy | np.maximum(x, 0) | x
numpy | np.where(x > 0, x, 0) | x
numpy | np.log(x) | log(x)
numpy | np.log2(x)+np.log10(y) | log2(x)+log10(y)
numpy | np.arctan2(y, x) | atan2(y,x)
numpy | np.hypot(x, y) | hypot(x,y)
numpy | numpy.cosh(x) | cosh(x)
numpy | np.mod(10*x, 2) | (10*x)%2
numpy | np.sign(x-y) | -1.0
numpy | lambda x: x**2 | x*x
numpy | lambda x, y: x*y | x*y
numpy | x if x > 0 else 0 | x
numpy | math.sin(x) | sin(x)
numpy | math.log(x, 2) | log2(x)
numpy | 1e-3*x | 0.001*x
numpy | (x > 0) and (y > 0) | 1.0
numpy | 0 < x < 1 | 1.0
numpy | not x > 1 | 1.0
numpy | max(x, y) | max(x,y)
numpy | max([x, y]) | max(x,y)
numpy | lambda x: x[0]**2 + x[1]**2 | ! x*x+y*y
numpy | x[0]*x[1] | ! x*y
numpy | x % 2 | x%2
numpy | torch.tanh(x) | tanh(x)
numpy | torch.nn.functional.relu(x) | x
numpy | tf.sigmoid(x) | 1/(1+exp(-x))
numpy | abs(x)**1.5 | x**1.5
r | x^2 | x*x
r | exp(-x^2/2)/sqrt(2*pi) | exp(-x*x/2)/sqrt(2*pi)
r | function(x) x^2 | x*x
r | function(x, y) x*y | x*y
r | ifelse(x > 0, x, 0) | x
r | 7 %% 4 | 3.0
r | abs(x) | abs(x)
r | log(x, base) | ?
r | log(x, 10) | log10(x)
r | x > 0 && y > 0 | 1.0
r | x > 1 || y > 0 | 1.0
r | !(x > 1) | 1.0
matlab | x.^2 | x*x
matlab | x.^2 .* y | x*x*y
matlab | sin.^2(x) | sin(x)**2
matlab | sin.^2 x | ! sin(x)**2
matlab | abs.^ x | ?
matlab | √x.^2 | ! x
matlab | sinx.^2 | ! sin(x*x)
matlab | x./y | x/y
matlab | @(x) x.^2 | x*x
matlab | @(x,y) x.*y | x*y
matlab | exp(-x.^2) | exp(-x*x)
matlab | x^2; | ! x*x
matlab | sin(x).*cos(y) | sin(x)*cos(y)
matlab | 2.*x | 2*x
matlab | mod(10*x, 2) | (10*x)%2
javascript | Math.sin(x) | sin(x)
javascript | Math.pow(x, 2) | x*x
javascript | Math.PI * x | pi*x
javascript | x => x**2 | x*x
javascript | (x, y) => x*y | x*y
javascript | x > 0 ? x : -x | x
javascript | x > 1 ? 1 : x > 0 ? 2 : 3 | 2.0
javascript | x != y | 1.0
julia | x -> x^2 | x*x
julia | f(x) = 3x^2 | 3*x*x
julia | 2π | tau
hand | 2πx | 2*pi*x
hand | 1/2x | x/2
hand | -x^2 | -x*x
hand | 2^-x | 2**-x
hand | x^2y | x*x*y
hand | 2^3x | 8*x
hand | -2x^2 | -2*x*x
hand | x y z | ?
hand | X^2 + Y^2 | x*x+y*y
hand | |x-1| | abs(x-1)
hand | ||x|-1| | abs(abs(x)-1)
hand | |x||y| | x*y
hand | 2|x-1| | 2*abs(x-1)
hand | |x|^2 | x*x
hand | |x+|y|| | x+y
hand | e^|x| | exp(x)
hand | √x | sqrt(x)
hand | √2x | sqrt(2)*x
hand | ∛x | x**(1/3)
hand | √(x)y | sqrt(x)*y
hand | √x² | ! x
hand | ⌊10x⌋ | floor(10*x)
hand | ⌈10x⌉ | ceil(10*x)
hand | x·y | x*y
hand | x×y÷2 | x*y/2
hand | x−y | x-y
hand | x–y | x-y
hand | x⁻¹ | 1/x
hand | eˣ | exp(x)
hand | e⁻ˣ² | ?
hand | 10⁻³x | 0.001*x
hand | x²y³ | x*x*y**3
hand | sin²x | ! sin(x)**2
hand | sin^-1(x) | ! asin(x)
hand | tan^{-1}(x) | ! atan(x)
hand | cos^-2(x) | ?
hand | xy | ! x*y
hand | 2xy | ! 2*x*y
hand | xsin(x) | ! x*sin(x)
hand | sinx | ! sin(x)
hand | sinxcosy | ! sin(x)*cos(y)
hand | cos2x | ! cos(2*x)
hand | 2ex | ! 2*e*x
hand | pix | ! pi*x
hand | (x+1 | ! x+1
hand | sin(x | ! sin(x)
hand | x+1) | ! x+1
hand | sin(x] | ! sin(x)
hand | [x+1]*2 | ! (x+1)*2
hand | max(x;y) | ! max(x,y)
hand | 0,5x | ! 0.5*x
hand | x^2+y^2=1 | ! x*x+y*y-1
hand | where(x=0.3,1,2) | ! 1.0
hand | =x^2 | ! x*x
hand | "x^2" | ! x*x
hand | “x^2” | ! x*x
hand | ｘ＋１ | ! x+1
hand | （x+1）y | ! (x+1)*y
hand | exo(x) | ! exp(x)
hand | sinus(x) | ! sin(x)
hand | t^2 | ! x*x
hand | sin(t)+t | ! sin(x)+x
hand | u^2+v^2 | ! x*x+y*y
hand | f(t)=t^2 | ! x*x
hand | f(a,b)=a*b | ! x*y
hand | θ² | ! x*x
hand | 2 3 | ! 6.0
hand | x 2 | ! x*2
hand | if x>0 then x else 0 | x
hand | x = y^2 | ! x-y*y
hand | y = y^2 | ?
hand | x mod 2 | x%2
hand | z=x^2+y^2 | x*x+y*y
hand | log₂(x) | log2(x)
desmos | x!+y | 0.897470696306277+y
desmos | 3! | 6.0
desmos | \Gamma\left(x\right) | 2.991568987687591
latex | \log_{3}(x) | log(x)/log(3)
latex | \gamma+\gamma^2 | !x+x*x
numpy | np.sinc(x) | sin(pi*x)/(pi*x)
numpy | np.clip(x, 0, 0.2) | 0.2
numpy | np.logaddexp(x, y) | log(exp(x)+exp(y))
numpy | np.mean([x, y, 2]) | 1.0
numpy | np.linalg.norm([x, y]) | hypot(x,y)
numpy | scipy.special.gammaln(x) | log(2.991568987687591)
numpy | torch.nn.functional.mish(x) | x*(1-2/((1+exp(x))**2+1))
numpy | torch.clamp(x, 0.5, 1) | 0.5
wolfram | Clip[x] | !x
wolfram | BesselJ[0, x] | 0.977626246538296
matlab | besselj(1, x) | 0.148318816273104
matlab | sind(90x) | sin(pi*x/2)
r | besselJ(x, 0) | !0.97762624653829608
hand | x!! | ?
hand | log_b(x) | ?
hand | norm(x) | ?
hand | Γ(x) | 2.991568987687591
hand | log_10(x) | log10(x)
hand | (x)(y) | x*y
hand | 2(3) | 6.0
hand | (x+1)2 | 2*(x+1)
hand | pi(x+1) | pi*(x+1)
hand | 3sin(x)cos(2y) | 3*sin(x)*cos(2*y)
hand | .5x | 0.5*x
hand | x++y | x+y
hand | x*-y | -x*y
hand | 1,000x | ?
hand | x' | ?
desmos | \sqrt{\left|x\right|}+\frac{y^{2}}{2} | sqrt(x) + y * y / 2
desmos | \frac{d}{dx}x^{2} | !2 * x
desmos | \frac{d}{dx}\left(x^{2}\right) | !2 * x
desmos | \sum_{n=1}^{3}x^{n} | !x + x ** 2 + x ** 3
desmos | \prod_{n=1}^{3}\left(x+n\right) | !(x + 1) * (x + 2) * (x + 3)
desmos | \operatorname{sgn}\left(x-y\right) | -1
desmos | \operatorname{mod}\left(10x,2\right) | 1.0
desmos | \csc\left(x\right)+\sec x | !1 / sin(x) + 1 / cos(x)
desmos | \left\{x<0.2:1,x\ge0.2:2\right\} | 2
desmos | x\left\{x>0\right\} | x
desmos | \operatorname{arcsinh}\left(x\right) | asinh(x)
desmos | \sinh^{-1}\left(x\right) | !asinh(x)
desmos | \max\left(\left[x,y\right]\right) | y
desmos | \operatorname{hypot}(x,y) | hypot(x, y)
desmos | \log\left(x\right) | log(x)
desmos | \left(x^{2}+y^{2}\right)^{\frac{1}{2}} | hypot(x, y)
desmos | x^{\frac{2}{3}} | x ** (2 / 3)
desmos | \sin^{-1}\left(x\right) | !asin(x)
desmos | \int_{0}^{x}t^{2}dt | ?
desmos | \operatorname{total}([x,y]) | !x + y
geogebra | nroot(x, 3) | !x ** (1 / 3)
geogebra | cbrt(x) | x ** (1 / 3)
geogebra | If[x > 0.5, 1, 2] | 2
geogebra | If(x < 0.1, 1, x < 0.5, 2, 3) | !2
geogebra | log(2, x) | !log2(x)
geogebra | lg(x) | !log10(x)
geogebra | ld(x) | !log2(x)
geogebra | arcsin(x) | asin(x)
geogebra | acosd(x) | !degrees(acos(x))
geogebra | sgn(x - y) | -1
geogebra | x ∈ 2 | ?
geogebra | Sum(x^k, k, 1, 3) | !x + x ** 2 + x ** 3
geogebra | Derivative(x^2) | !2 * x
geogebra | sec(x) | 1 / cos(x)
geogebra | cot(x) | 1 / tan(x)
geogebra | cosec(x) | !1 / sin(x)
geogebra | fractionalPart(x+1) | !0.3
geogebra | random() | ?
geogebra | Function(x^2, 0, 1) | ?
geogebra | x ∨ y | 1
geogebra | x ⩽ y | 1
geogebra | sin(45°) x | sin(pi / 4) * x
wolfram | Sin[Pi x] | sin(pi * x)
wolfram | Piecewise[{{x, x > 0}, {-x, True}}] | !x
wolfram | Piecewise[{{x^2, x < 0}, {x, x > 0}}] | !x
wolfram | If[x > 0, x, -x] | x
wolfram | D[x^2, x] | !2 * x
wolfram | Sum[x^k, {k, 1, 3}] | !x + x ** 2 + x ** 3
wolfram | Product[x + k, {k, 1, 3}] | !(x + 1) * (x + 2) * (x + 3)
wolfram | UnitStep[x] | !1
wolfram | HeavisideTheta[x] | !1
wolfram | Sign[x] | 1
wolfram | Log10[x] | log10(x)
wolfram | Log2[x] | log2(x)
wolfram | Surd[x, 3] | !x ** (1 / 3)
wolfram | CubeRoot[x] | !x ** (1 / 3)
wolfram | ArcTan[x, y] | !atan2(y, x)
wolfram | Sech[x] | 1 / cosh(x)
wolfram | x // Sin | !sin(x)
wolfram | Sin @ x | !sin(x)
wolfram | Norm[{x, y}] | !hypot(x, y)
wolfram | Total[{x, y}] | !x + y
wolfram | Mean[{x, y}] | !0.5
wolfram | Plot[x^2, {x, -1, 1}] | !x*x
wolfram | #^2 & | !x * x
wolfram | Function[x, x^2] | !x * x
wolfram | LogisticSigmoid[x] | !1 / (1 + exp(-x))
wolfram | Ramp[x] | !x
wolfram | Sinc[x] | sinc(x)
wolfram | Erf[x] | erf(x)
wolfram | Gamma[x] | gamma(x)
wolfram | x*^2 | ?
wolfram | Exp[-(x^2+y^2)/2] | exp(-(x * x + y * y) / 2)
wolfram | 1.5*^-3 x | !0.0015 * x
wolfram | \[Pi] x | !pi * x
wolfram | Cos[x]Sin[y] | cos(x) * sin(y)
wolfram | Factorial[3] | 6
wolfram | Boole[x > 0] | !1
wolfram | Quotient[7, 2] | !3
wolfram | Floor[10 x] | 3.0
wolfram | Round[2.6] | 3
wolfram | Degree x | !x * pi / 180
wolfram | x^2 /. x -> 3 | ?
latex | \frac{\partial}{\partial x} x^2 | !2 * x
latex | \operatorname*{max}(x,y) | y
latex | \left\| x \right\| | ?
latex | \lVert x \rVert | ?
latex | \sum_{i=1}^{3} x^i | !x + x ** 2 + x ** 3
latex | \sum_{i=1}^n x_i^2 | !x * x + y * y
latex | \begin{cases} x & x>0 \\ -x & x \le 0 \end{cases} | !x
latex | \begin{cases} x^2 & \text{if } x > 1 \\ x & \text{otherwise} \end{cases} | !x
latex | \exp\left\{-x^2\right\} | !exp(-x * x)
latex | \mathbf{x}^2 | !x * x
latex | \tfrac12\|x\|^2 | ?
latex | x^{2}\!+y | x * x + y
latex | e^{-\frac{x^2}{2}} | exp(-x * x / 2)
latex | \log_{10} x | !log10(x)
latex | \sqrt x | sqrt(x)
latex | \frac xy | x / y
latex | \frac{\sin x}{x} | !sin(x) / x
latex | 2^{x+1} | 2 ** (x + 1)
latex | \ln(1+\mathrm{e}^{x}) | log(1 + exp(x))
latex | \sin(\pi x)\,\sin(\pi y) | sin(pi * x) * sin(pi * y)
latex | \(x^2\) | !x * x
latex | \[x^2\] | !x * x
latex | $$x^2+1$$ | !x * x + 1
latex | x^2 \geqslant y | !0
latex | x \land y | 1
latex | \sigma(x) | 1 / (1 + exp(-x))
latex | \mathrm{ReLU}(x) | x
latex | \binom{5}{2}x | !10 * x
latex | x\%2 | !x
latex | \arccos x | !acos(x)
latex | \overline{x} | ?
latex | \mathbb{1}[x>0] | ?
latex | \begin{aligned} f(x) &= x^2 \end{aligned} | !x * x
latex | x^\top x | ?
latex | \tan^{-1}x | !atan(x)
latex | \cfrac{1}{1+x} | !1 / (1 + x)
latex | x^2\text{ for }x>0 | ?
numpy | np.sum([x, y]) | !x + y
numpy | np.prod([x, y]) | !x * y
numpy | np.square(x) | x * x
numpy | np.reciprocal(x) | !1 / x
numpy | np.heaviside(x, 0.5) | !1
numpy | np.cbrt(x) | x ** (1 / 3)
numpy | np.exp2(x) | 2 ** x
numpy | np.log1p(x) | log1p(x)
numpy | np.fmax(x, y) | !y
numpy | np.deg2rad(x) | !radians(x)
numpy | np.rad2deg(x) | !degrees(x)
numpy | np.piecewise(x, [x < 0, x >= 0], [-1, 1]) | !1
numpy | np.select([x > 0], [x], -x) | !x
numpy | x.sum() | ?
numpy | x @ x | ?
numpy | jnp.sin(x) | sin(x)
numpy | jax.nn.sigmoid(x) | 1 / (1 + exp(-x))
numpy | F.relu(x) | x
numpy | torch.sin(x) ** 2 | sin(x) ** 2
numpy | scipy.special.expit(x) | !1 / (1 + exp(-x))
numpy | return x**2 | !x * x
numpy | def f(x): return x**2 | !x * x
numpy | lambda x, y=2: x*y | ?
numpy | x**2 + y**2 if x > 0 else 0 | x * x + y * y
numpy | x // 2 | !0
numpy | 7 // 2 | !3
numpy | pow(x, 2) | x * x
numpy | math.fabs(x) | x
numpy | math.hypot(x, y) | hypot(x, y)
numpy | sum([x, y]) | !x + y
numpy | sum(x**k for k in range(1, 4)) | !x + x ** 2 + x ** 3
numpy | x**.5 | sqrt(x)
numpy | 1e3x | 1000 * x
numpy | 1_000*x | !1000 * x
numpy | x ** -1 | 1 / x
numpy | (lambda t: t**2)(x) | ?
numpy | np.linalg.norm(x) | ?
numpy | float(x) | !x
numpy | int(10*x) | !3
numpy | True*x | !x
numpy | sp.sin(x) | sin(x)
numpy | 1j*x | ?
numpy | 2.5i + x | !2.8
numpy | np.array([x, y]).sum() | !x + y
numpy | 2*np.array([x, y]).mean() | !x + y
numpy | torch.tensor([x, y**2]).prod() + 1 | !x * y * y + 1
numpy | np.array([x, y])**2 | ?
numpy | sympy.exp(x) | exp(x)
numpy | tf.math.log(x) | log(x)
numpy | tf.nn.relu(x) | x
numpy | x is None | ?
numpy | x&1 | ?
numpy | x^2 # comment | !x * x
numpy | 5e-1x | 0.5 * x
r | function(x) { x^2 } | x * x
r | \(x) x^2 | !x * x
r | if (x > 0) x else -x | !x
r | x %/% 2 | !0
r | x %in% 2 | ?
r | pmax(x, 0) | !x
r | x <- 3 | !0
r | x+1 <- 3*y | !0
r | x<-3 | 0
r | x < -3 | 0
r | x <-3 | 0
r | y <- x^2 | !x * x
r | h <- sin(x) | !sin(x)
r | pmin(x, y) | !x
r | exp(1) | e
r | sum(c(x, y)) | !x + y
r | c(x, y) | ?
r | log10(x) | log10(x)
r | sqrt(x) -> y | ?
r | f <- function(x) x^2 | !x * x
r | TRUE | !1
r | abs(x) %% 1 | x
r | dnorm(x) | !exp(-x * x / 2) / sqrt(2 * pi)
r | pnorm(x) | !0.5 * (1 + erf(x / sqrt(2)))
r | beta(x, y) | !gamma(x) * gamma(y) / gamma(x + y)
r | choose(5, 2) | !10
r | trunc(2.7) | !2
r | x[1]^2 + x[2]^2 | x * x + y * y
r | crossprod(x) | ?
matlab | x.^2+y.^2 | x * x + y * y
matlab | power(x,2) | x * x
matlab | times(x,y) | !x * y
matlab | sum([x y]) | !x + y
matlab | norm([x y]) | !hypot(x, y)
matlab | norm([x, y]) | hypot(x, y)
matlab | @(x) x(1)^2 + x(2)^2 | !x * x + y * y
matlab | x(1)^2 + x(2)^2 | !x * x + y * y
matlab | (x>0).*x | x
matlab | x.^-1 | 1 / x
matlab | x.\y | !y / x
matlab | (x+1) .\ (y+2) | !(y + 2) / (x + 1)
matlab | nthroot(x, 3) | !x ** (1 / 3)
matlab | rem(7, 4) | !3
matlab | fix(2.7) | !2
matlab | ones(2) | ?
matlab | f = @(x) x.^2; | !x * x
matlab | f = @(x) x.^2 | !x * x
matlab | y = x.^2; | !x * x
matlab | x ~= y | !1
matlab | ~(x > 1) | !1
matlab | 2*x % doubled | !2 * x
matlab | heaviside(x) | 1
matlab | sech(x) | 1 / cosh(x)
matlab | erfc(x) | erfc(x)
matlab | log(x)/log(2) | log2(x)
matlab | e^x | exp(x)
matlab | pi | pi
matlab | NaN | ?
hand | x^2 plus 1 | ?
hand | x to the power of 2 | ?
hand | half x | ?
hand | x**2 + 2**x | x * x + 2 ** x
hand | 3 * x ^ 2 | 3 * x * x
hand | xˆ2 | !x * x
hand | x＾2 | !x * x
hand | x∗y | x * y
hand | x•y | !x * y
hand | x∙y | x * y
hand | x⁄y | x / y
hand | x∕y | x / y
hand | ½x | !x / 2
hand | ¾ | !0.75
hand | √(x²+y²) | hypot(x, y)
hand | ∑x | ?
hand | x^½ | !sqrt(x)
hand | |x|+|y| | x + y
hand | |sin(x)|cos(y) | sin(x) * cos(y)
hand | e^(-x²) | exp(-x * x)
hand | exp-x | ?
hand | sin-x | ?
hand | -|x| | -x
hand | x^(1/2) | sqrt(x)
hand | x^1/2 | x / 2
hand | −x² | -x * x
hand | x⁴-3x²+x | x ** 4 - 3 * x * x + x
hand | (x)^2(y) | x * x * y
hand | 1.5.2 | ?
hand | 3.x | 0.9
hand | x..y | ?
hand | sin(x)^2 | sin(x) ** 2
hand | sin(x^2) | sin(x * x)
hand | 2^x^2 | 2 ** x ** 2
hand | -2^2 | -4
hand | x--y | x + y
hand | x+-y | x - y
hand | x^-y | x ** (-y)
hand | ln|x| | !log(x)
hand | sin|x| | !sin(x)
hand | x=0..1 | ?
hand | g(x)=x^2 | x * x
hand | z = sin(x) + cos(y) | sin(x) + cos(y)
hand | loss = x**2 | x * x
hand | L(w)=w^2 | !x * x
hand | x_0^2 + x_1^2 | !x*x+y*y
hand | x1*x2 | x * y
hand | X1*X2 | x * y
hand | x_{0} | !x
desmos | \operatorname{round}\left(10x\right) | 3
desmos | \operatorname{sign}\left(x\right) | 1
desmos | \operatorname{mean}\left(x,y\right) | 0.5
desmos | \min\left(x,y,0.1\right) | 0.1
desmos | \tan^{2}\left(x\right) | tan(x)**2
desmos | \ln\left(x\right)^{2} | log(x)**2
desmos | e^{\sin\left(x\right)} | exp(sin(x))
desmos | \left|\sin\left(x\right)\right| | abs(sin(x))
desmos | \frac{x^{2}}{a^{2}} | !x*x
desmos | \left(x,y\right) | ?
desmos | x^{2}\left\{-1<x<1\right\} | x*x
desmos | \frac{\left(x-1\right)\left(x+2\right)}{3} | (x-1)*(x+2)/3
desmos | \sqrt[5]{x} | x**0.2
desmos | \operatorname{gcd}(4,6) | ?
desmos | r=\cos\left(\theta\right) | !x-cos(y)
geogebra | x(A) | !x
geogebra | abs(x - 1) + abs(y) | abs(x-1)+abs(y)
geogebra | sinh(x) | sinh(x)
geogebra | asinh(x) | asinh(x)
matlab | atan2(y, x) | atan2(y,x)
geogebra | ceil(10x) | ceil(10*x)
r | round(2.567, 1) | !2.6
geogebra | f(x) := x^2 | x*x
r | gamma(x) | gamma(x)
geogebra | erf(x) | erf(x)
geogebra | x^(1/3) | x**(1/3)
geogebra | If(x < 0.5, x², 2x) | x*x
geogebra | Min(x, y) | x
wolfram | Sin[x] Cos[y] + Tan[x] | sin(x)*cos(y)+tan(x)
wolfram | Exp[I x] | ?
wolfram | x^2 + y^2 - 2 x y | (x-y)**2
wolfram | Min[x, y] | x
wolfram | Ceiling[10 x] | !ceil(10*x)
wolfram | ArcSinh[x] | asinh(x)
wolfram | Csc[x] | 1/sin(x)
wolfram | Integrate[x, x] | ?
wolfram | Which[x < 0, 1, True, 2] | !2
wolfram | Clip[x, {0, 0.2}] | !0.2
wolfram | E^(-x^2) | exp(-x*x)
wolfram | Sqrt[2] x | sqrt(2)*x
wolfram | x^2 (* square *) | !x*x
wolfram | 2.5`x | !2.5*x
wolfram | KroneckerDelta[x] | ?
latex | x^2_1+x^2_2 | !x*x+y*y
latex | \left(1-x\right)^2+100\left(y-x^2\right)^2 | 100*(y-x*x)**2+(1-x)**2
latex | \cos(2\pi x) | cos(2*pi*x)
latex | \log(1+e^{-x}) | log(1+exp(-x))
latex | \left(\frac{x}{2}\right)^3 | (x/2)**3
latex | x^{-1} | 1/x
latex | \sqrt{x}\sqrt{y} | sqrt(x*y)
latex | \frac{1}{\sqrt{2\pi}} e^{-x^2/2} | exp(-x*x/2)/sqrt(2*pi)
latex | \left[x^2+1\right]^2 | !(x*x+1)**2
latex | \text{ReLU}(x) | x
latex | \max\{0, x\} | !x
latex | \max(0,x) | x
latex | \mathrm{sign}(x) | 1
latex | f(x)=x^2\label{eq} | ?
latex | x^2 \quad | x*x
latex | \lfloor x \rfloor | 0
latex | -\frac12\ln x | !-log(x)/2
latex | \exp x | !exp(x)
latex | x^\alpha | !x
latex | \arctan\frac{y}{x} | !atan(y/x)
latex | \sin x\cos y | !sin(x)*cos(y)
latex | \displaystyle\frac{x}{y} | x/y
latex | x^{2} % comment | !x*x
latex | \sinh x | !sinh(x)
latex | \left.x\right| | ?
latex | x\to 0 | ?
numpy | np.float64(2)*x | !2*x
numpy | np.multiply(x, y) | !x*y
numpy | np.add(x, y) | !x+y
numpy | np.subtract(x, y) | !x-y
numpy | np.divide(x, y) | !x/y
numpy | np.negative(x) | !-x
numpy | np.minimum(x, y) | x
numpy | np.expm1(x) | expm1(x)
numpy | np.log(np.cosh(x)) | log(cosh(x))
numpy | np.arcsinh(x) | asinh(x)
numpy | np.floor_divide(7, 2) | !3
numpy | np.remainder(7, 4) | !3
numpy | np.fmod(-7, 4) | !-3
numpy | np.tanh(x)**2 | tanh(x)**2
numpy | np.sum(x**2) | ?
numpy | np.dot(x, y) | ?
numpy | np.polyval([1, 2, 3], x) | !x*x+2*x+3
numpy | np.degrees(x) | !degrees(x)
numpy | np.radians(x) | !radians(x)
numpy | np.var([x, y]) | ?
numpy | np.max([x, y]) | y
numpy | np.amax([x, y]) | !y
numpy | np.where(x > 0, x, 0.01*x) | x
numpy | np.logical_and(x > 0, y > 0) | !1
numpy | x.clip(0, 0.2) | !0.2
numpy | abs(x).max() | ?
numpy | np.sign(x)*np.sqrt(abs(x)) | sqrt(x)
numpy | np.exp(-(x**2 + y**2)/2) | exp(-(x*x+y*y)/2)
numpy | torch.where(x > 0, x, torch.zeros_like(x)) | !x
numpy | torch.sigmoid(x) | 1/(1+exp(-x))
numpy | torch.pow(x, 2) | x*x
numpy | x.pow(2) | !x*x
numpy | x.sin() | !sin(x)
numpy | torch.abs(x) | x
numpy | x**2; y**2 | ?
numpy | math.exp(-x) | exp(-x)
numpy | math.pi*x | pi*x
numpy | math.comb(5, 2) | !10
numpy | math.factorial(4) | 24
numpy | math.degrees(x) | !degrees(x)
numpy | scipy.special.erf(x) | erf(x)
numpy | scipy.special.j0(x) | 0.97762624653829608
numpy | max(0, x) | x
numpy | round(x, 1) | !0.3
numpy | (x)**(2) | x*x
numpy | x ^ 2 | x*x
numpy | divmod(x, 2) | ?
numpy | lambda w: w**2 | !x*x
numpy | lambda p: p[0]**2 + p[1] | !x*x+y
r | x^2 + sin(x) %% 1 | x*x+sin(x)%1
r | sum(x^2) | ?
r | log1p(x) | log1p(x)
matlab | log2(x) | log2(x)
r | sqrt(abs(x)) | sqrt(x)
r | ifelse(x < 0, -x, x) | x
r | lgamma(x) | lgamma(x)
r | besselJ(x, 1) | !0.148318816273104
r | x[1]*x[2] | x*y
r | signif(2.567, 2) | ?
r | plogis(x) | !1/(1+exp(-x))
r | sinpi(x) | !sin(pi*x)
r | cospi(x) | !cos(pi*x)
r | ceiling(10*x) | !ceil(10*x)
r | f = function(x) { x^2 } | !x*x
r | exp(-x^2) |> log() | !-x*x
r | x %*% y | ?
r | mean(c(x, y)) | !0.5
r | max(c(x, y)) | !y
r | pi*x # area | !pi*x
matlab | factorial(4) | 24
r | as.numeric(x > 0) | !1
r | function(p) p[1]^2 + p[2] | !x*x+y
matlab | @(x) x(1).^2 + 3*x(2) | !x*x+3*y
matlab | exp(-x.^2) .* sin(y) | exp(-x*x)*sin(y)
matlab | sum([x, y].^2) | ?
matlab | realmax*x | ?
matlab | sqrt(x.^2 + y.^2) | hypot(x,y)
matlab | x'*x | ?
matlab | max([x y]) | !y
matlab | min([x, y]) | x
matlab | floor(10*x)/10 | 0.3
matlab | x.^2 ... | !x*x
matlab | mod(x, 2) | x
matlab | x ^ 2; | !x*x
matlab | x.^(1/3) | x**(1/3)
matlab | f(x) = x.^2 | x*x
matlab | besselj(0, x) | 0.97762624653829608
matlab | mean([x y]) | !0.5
matlab | x.*(x>0) | x
matlab | 2*x; % doubled | !2*x
matlab | asind(x) | !degrees(asin(x))
matlab | cosd(60*y) | cos(radians(42))
matlab | exp(1)^x | exp(x)
matlab | x&&y | 1
matlab | abs(complex(x,y)) | ?
matlab | sign(x).*log(abs(x)) | log(x)
people | x squared | !x*x
people | x^2 + y^2 - 1 = 0 | !x*x+y*y-1
people | (x-1)^2/4 + y^2/9 | (x-1)**2/4+y*y/9
people | x*x*x | x**3
people | 3 x² | 3*x*x
people | x ^ 2 + 2 x + 1 | (x+1)**2
people | ln(x)/ln(2) | log2(x)
people | log_2(x) | log2(x)
people | x^(2) | x*x
people | sin(x)/x | sin(x)/x
people | e^(x+y) | exp(x+y)
people | exp(x)^2 | exp(2*x)
people | 2x^2y | 2*x*x*y
people | x^y^2 | x**(y*y)
people | tan⁻¹(x) | !atan(x)
people | cos⁻¹(x) | !acos(x)
people | x³y | x**3*y
people | √2·x | sqrt(2)*x
people | x≥y | 0
people | 3(x+1)² | 3*(x+1)**2
people | |x−y|² | (x-y)**2
people | 2i*x | !2*x
people | 3k x | !3*x
people | f(x) = ax^2 + bx + c | !x*x+x+1
people | a*x^2, a = 2 | !2*x*x
people | a*x^2 where a = 2 | !2*x*x
people | sin(x) for x > 0 | ?
people | ½(x²+y²) | !(x*x+y*y)/2
people | log(x)^2 | log(x)**2
people | (x² + y − 11)² + (x + y² − 7)² | (x*x+y-11)**2+(x+y*y-7)**2
desmos | \log_{2}x | !log2(x)
desmos | \operatorname{nCr}\left(5,2\right)x | !10*x
desmos | \operatorname{var}\left(\left[x,y\right]\right) | ?
desmos | \exp\left(-\frac{x^{2}}{2\cdot0.5^{2}}\right) | exp(-x*x/(2*0.25))
desmos | a\sin\left(bx\right) | !sin(x)
desmos | \cot^{-1}\left(x\right) | ?
desmos | \left[1,2,3\right]x | ?
desmos | \cos x\cdot\sin y | !cos(x)*sin(y)
geogebra | If(0 ≤ x ≤ 1, x, 0) | x
geogebra | arctan2(y, x) | atan2(y,x)
geogebra | Integral(x, 0, x) | ?
wolfram | Exp[-Abs[x]] Cos[2 Pi x] | exp(-x)*cos(2*pi*x)
wolfram | 3 x^2 - 2 x + 1 // N | !3*x*x-2*x+1
wolfram | Sqrt@x | !sqrt(x)
wolfram | ArcCos[x] ArcSin[y] | acos(x)*asin(y)
wolfram | GoldenRatio x | !(1+sqrt(5))/2*x
wolfram | {x, y} | ?
wolfram | Re[x] | !x
wolfram | Erfc[x] | erfc(x)
wolfram | Evaluate[x^2] | !x*x
latex | \frac{1}{2} (x^\top x) | ?
latex | \sum_{k=0}^{3} \frac{x^k}{k!} | !1+x+x**2/2+x**3/6
latex | \left\{\begin{array}{ll} x & x>0 \\ 0 & \text{else} \end{array}\right. | !x
latex | \mathcal{L}(x)=x^2 | !x*x
latex | \|x\|_2^2 | ?
latex | \sqrt{1+x^2}-1 | sqrt(1+x*x)-1
latex | \frac{\mathrm{d}}{\mathrm{d}x}\sin(x) | !cos(x)
latex | \operatorname{erf}\left(\frac{x}{\sqrt{2}}\right) | erf(x/sqrt(2))
latex | \frac{\partial f}{\partial x} | ?
numpy | np.power(np.abs(x - y), 1.5) | abs(x-y)**1.5
numpy | -20*np.exp(-0.2*np.sqrt(0.5*(x**2+y**2))) | -20*exp(-0.2*sqrt(0.5*(x*x+y*y)))
numpy | np.nan_to_num(x) | !x
numpy | np.interp(x, [0, 1], [0, 2]) | ?
numpy | np.exp(x).mean() | ?
numpy | x.__abs__() | ?
numpy | np.logaddexp(0, x) | log(1+exp(x))
numpy | f = lambda x: x**3 | !x**3
numpy | torch.nn.Softplus()(x) | !log(1+exp(x))
numpy | F.mse_loss(x, y) | !(x-y)**2
numpy | jnp.where(x > 0, x, jnp.exp(x) - 1) | x
numpy | x.item()**2 | !x*x
numpy | print(x**2) | !x*x
numpy | [x**2, y] | ?
r | x**2 | x*x
r | sapply(x, function(t) t^2) | ?
r | log(x, base=2) | !log2(x)
r | log(x, base = exp(1)) | !log(x)
r | dnorm(x, 1, 2) | !exp(-((x-1)/2)**2/2)/(2*sqrt(2*pi))
r | sin(x) -> y | ?
r | x^2 %>% sqrt | !x
r | with(list(a=2), a*x) | ?
r | Mod(x) | ?
r | switch(1, x, y) | ?
r | abs(x)^(1/2) | sqrt(x)
matlab | sum(x.^2) | ?
matlab | log10(x) + log(y) | log10(x)+log(y)
matlab | [x; y] | ?
matlab | polyval([1 -2 3], x) | !x*x-2*x+3
matlab | mod(7, -4) | -1
matlab | x.^2' | ?
matlab | idivide(7, 2) | ?
matlab | sqrt(2)\x | !x/sqrt(2)
matlab | peaks(x,y) | ?
matlab | xor(x>0, y>0) | !0
julia | x^2 + 2x*y | x*x+2*x*y
julia | @. sin(x)^2 | !sin(x)**2
julia | sin.(x) .+ 1 | !sin(x)+1
julia | x .^ 2 .+ y | !x*x+y
julia | √(x^2 + y^2) | hypot(x,y)
julia | abs2(x) | !x*x
julia | x -> sum(abs2, x) | ?
julia | 2(x+1) | 2*(x+1)
julia | exp10(x) | !10**x
julia | x |> sin | !sin(x)
sympy | Rational(1, 2)*x | !x/2
sympy | sp.Rational(1,2)*x**2 | !x*x/2
sympy | Piecewise((x**2, x > 0), (0, True)) | !x*x
sympy | Abs(x - y) | abs(x-y)
sympy | x**2 + S(1)/2 | !x*x+0.5
sympy | Symbol('x')**2 | !x*x
sympy | Sum(x**k, (k, 1, 3)) | !x+x**2+x**3
sympy | Mul(x, y) | !x*y
sympy | Add(x, y, 1) | !x+y+1
sympy | Derivative(x**2, x) | !2*x
sympy | Eq(x, y) | !0
sympy | Integer(3)*x | !3*x
sympy | root(x, 3) | !x**(1/3)
sympy | real_root(x, 3) | !x**(1/3)
excel | =EXP(-x^2) | ?
excel | =SQRT(x^2+y^2) | !hypot(x,y)
excel | =LOG(x) | !log10(x)
excel | =ABS(x-1) | !abs(x-1)
excel | =PI()*x | !pi*x
excel | PI()*x | !pi*x
excel | =SUM(x,y) | !x+y
excel | =AVERAGE(x,y) | !0.5
excel | =-x^2 | ?
excel | =x^2*10% | !x*x*0.1
excel | =IF(x>0;x;0) | !x
excel | =x<>y | !1
excel | =AND(x>0,y>0) | !1
excel | =OR(x>1,y>0) | !1
excel | =NOT(x>1) | !1
excel | =INT(2.7) | !2
excel | =A1^2 | !x*x
excel | =A1^2+B1^2 | !x*x+y*y
excel | =SUMSQ(x,y) | !x*x+y*y
excel | =ATAN2(x,y) | !atan2(y,x)
excel | =DEGREES(x) | !degrees(x)
excel | =FACT(4) | !24
people | x·sin(1/x) | x*sin(1/x)
people | |x| - 2|x-1| | abs(x)-2*abs(x-1)
people | x(1-x)(2-x) | x*(1-x)*(2-x)
people | x2 + y2 | ?
people | (sin x)^2 | !sin(x)**2
people | x^2 (x>0) | x*x
people | 3·10^-2·x | 0.03*x
people | x/2y | x/2*y
people | (x+1)/(x-1)) | !(x+1)/(x-1)
people | softmax(x,y) | ?
people | ReLU(x) | x
people | sgn x | !1
people | frac(2.3) | !0.3
people | tg(x) | !tan(x)
people | ctg(x) | !1/tan(x)
people | sh(x) | !sinh(x)
people | ch(x) + th(x) | !cosh(x)+tanh(x)
people | exp^x | !exp(x)
people | sin x² | !sin(x*x)
people | xe^(-x^2) | !x*exp(-x*x)
people | Ax^2 | !x*x
people | ‖x‖² | ?
people | x̄² | ?
people | x‐y | !x-y
people | x⁰·⁵ | ?
people | 𝑥² | !x*x
people | sin πx | !sin(pi*x)
people | sin2πx | !sin(2*pi*x)
people | x^2!!! | ?
matlab | [1 2 3]*x | ?
desmos | \operatorname{sech}\left(x\right)\tanh\left(y\right) | tanh(y)/cosh(x)
desmos | \sqrt{x}\left(1-x\right) | sqrt(x)*(1-x)
wolfram | Abs[x]^(3/2) | x**1.5
wolfram | Module[{a=2}, a x] | ?
wolfram | N[Pi] x | !pi*x
wolfram | ArcTan[y/x] | atan(y/x)
latex | \frac{1}{n}\sum_{i=1}^{n} x_i^2 | !(x*x+y*y)/2
latex | \text{softplus}(x) | log(1+exp(x))
latex | x^{\prime} | ?
latex | \frac{\partial^2}{\partial x^2} x^3 | ?
latex | \sin(x)/x | sin(x)/x
latex | \max\limits(x,y) | !y
numpy | np.abs(np.sin(x)) ** 0.5 | sqrt(sin(x))
numpy | np.clip(x, None, 0.1) | ?
numpy | np.floor(10 * x) % 2 | 1
numpy | x @ y | ?
numpy | (lambda x: x**2) | ?
numpy | lambda x: -x | -x
numpy | x.square() + y.abs() | !x*x+y
numpy | nn.ReLU()(x) | !x
numpy | tf.reduce_sum(x) | ?
numpy | jnp.tanh(x)**2 | tanh(x)**2
r | if (x > 0.5) 1 else 0 | !0
r | log(1 + exp(x)) | log(1+exp(x))
r | rev(x) | ?
matlab | f=@(x)x.^3-x | !x**3-x
matlab | sum([x -y]) | !x-y
matlab | (x+y)' | ?
matlab | log(x)./log(10) | log10(x)
julia | exp(-abs(x)) | exp(-x)
julia | f(x) = begin x^2 end | ?
julia | x^2 |> sqrt |> exp | !exp(x)
julia | mod(10x, 2) | (10*x)%2
sympy | (x - 1)**2 + Abs(y) | (x-1)**2+y
sympy | Piecewise((0, x < 0), (1, x >= 0)) | !1
sympy | Function('f')(x) | ?
sympy | Product(x + k, (k, 1, 3)) | !(x+1)*(x+2)*(x+3)
sympy | Rational(3, 4)*x - Rational(1, 4) | !0.75*x-0.25
sympy | sqrt(Rational(1, 2)) | !sqrt(0.5)
sympy | LambertW(x) | ?
sympy | x**Rational(1, 3) | !x**(1/3)
sympy | Not(x > 1) | !1
sympy | And(x > 0, y > 0) | !1
excel | =A1*B1 | !x*y
excel | =$A$1^2-2*A1 | !x*x-2*x
excel | =SQRT(A1)+ABS(B1-1) | !sqrt(x)+abs(y-1)
excel | =IF(A1>0,A1^2,0) | !x*x
excel | =IF(AND(A1>0,B1<1),1,0) | !1
excel | =SUM(A1:B1) | ?
excel | =ROUND(A1,0) | !0
excel | =2^A1 | !2**x
excel | =LOG(A1;2) | !log2(x)
excel | =POWER(A1;3)+1 | !x**3+1
excel | =SIN(RADIANS(A1)) | !sin(radians(x))
excel | =5%*A1 | !0.05*x
excel | =A1-B1^2 | !x-y*y
excel | =(A1-1)^2 | !(x-1)**2
excel | =3*-A1^2 | !3*x*x
excel | =A1&B1 | ?
excel | =MIN(A1,B1)*MAX(A1,B1) | !x*y
excel | =LN(A1)/LN(2) | !log2(x)
excel | =PI()/4 | !pi/4
excel | =PRODUCT(A1,B1) | !x*y
excel | =AVERAGE(A1,B1) | !0.5
excel | =TANH(A1) | !tanh(x)
excel | =1/(1+EXP(-A1)) | !1/(1+exp(-x))
people | 1⁄2 x | x/2
people | e^{ix} | ?
people | √(1-x²) | sqrt(1-x*x)
people | log_10 x | !log10(x)
people | 0.5x²+0.1y² | 0.5*x*x+0.1*y*y
people | sinh x | !sinh(x)
people | x! | gamma(x+1)
people | Σ x | ?
people | ∂f/∂x | ?
people | ∇f | ?
people | A sin(ω x + φ) | !sin(x+1)
people | x² if x > 0 | ?
people | 1 - |x| | 1-x
latex | \begin{cases} x^2, & \text{if $x>0$},\\ -x, & \text{else}. \end{cases} | !x*x
latex | \lg x | !log10(x)
latex | \mid x \mid | !x
latex | \vert x \vert | !x
latex | x_1x_2 | !x*y
latex | 10n + \sum_{i=1}^n \left[x_i^2 - 10\cos(2\pi x_i)\right] | !20+x*x-10*cos(2*pi*x)+y*y-10*cos(2*pi*y)
latex | \sum_{i=1}^{d-1} 100(x_{i+1}-x_i^2)^2+(1-x_i)^2 | !100*(y-x*x)**2+(1-x)**2
latex | \sum_{i=1}^{n-1} \left[100(x_{i+1}-x_i^2)^2+(1-x_i)^2\right] | !100*(y-x*x)**2+(1-x)**2
latex | 100\left(y-x^{2}\right)^{2}+\left(1-x\right)^{2}, | !100*(y-x*x)**2+(1-x)**2
latex | {\displaystyle f(x,y)=\left(x+2y-7\right)^{2}+\left(2x+y-5\right)^{2}} | !(x+2*y-7)**2+(2*x+y-5)**2
latex | f({\boldsymbol {x}})=\sum _{i=1}^{n}x_{i}^{2} | !x*x+y*y
latex | {\displaystyle f(\mathbf{x}) = \sum_{i=1}^{n} x_i^2} | !x*x+y*y
latex | x^2+y^2\\ | !x*x+y*y
latex | \sin x\, e^{-x} | !sin(x)*exp(-x)
latex | x \ast y | !x*y
latex | x \pmod{2} | !x
latex | \overline{x}^2 | ?
latex | \mathbf{x}^T\mathbf{x} | ?
latex | \tilde{x}^2 | ?
latex | x&lt;y | !1
latex | x &gt; y | !0
latex | \mathrm{d}x | ?
people | cos2πx | !cos(2*pi*x)
people | sinx^2 | !sin(x*x)
people | ∜x | x**0.25
people | θ₁²+θ₂² | !x*x+y*y
people | w1^2+w2^2 | !x*x+y*y
people | w₀²+w₁² | !x*x+y*y
people | x0^2+x1^2 | !x*x+y*y
people | x→x² | !x*x
people | x,y -> x*y | !x*y
people | f(x): x^2 | !x*x
people | f: x -> x^2 | !x*x
people | f:x↦x² | !x*x
people | minimize x^2 | !x*x
people | min x^2 + y^2 | !x*x+y*y
people | plot x^2 | !x*x
people | plot(x^2) | !x*x
people | graph of x^2 | !x*x
people | x^2⏎y^2 | ?
people | 'x^2' | !x*x
people | ‘x^2’ | !x*x
people | x^2, | !x*x
people | 0,5*x^2+1,5*y^2 | !0.5*x*x+1.5*y*y
people | 1.000,5*x | !1000.5*x
people | 1,000,000*x | !1e6*x
people | 1 000 000*x | !1e6*x
people | 1'000*x | !1000*x
people | 10% * x | !0.1*x
people | 50%*x | !0.5*x
people | 0x10*x | !16*x
people | 0b101*x | !5*x
people | x if x > 0, -x otherwise | !x
people | if x > 0: x else: -x | !x
people | x^2 for x>0, 0 otherwise | !x*x
people | {x^2 if x>0, 0 otherwise} | !x*x
people | piecewise(x>0, x^2, 0) | !x*x
people | F.leaky_relu(x, 0.1) | !x
people | F.leaky_relu(-x, negative_slope=0.1) | !-0.03
people | torch.clamp(x, min=0) | !x
people | torch.clamp(x, min=0, max=0.1) | !0.1
people | x.clamp(0) | !x
people | x.clamp(min=0) | !x
people | (x - 1).pow(2) | !0.49
people | (x-1).abs() + (y-1).square() | !0.7+0.09
people | x.pow(2).exp() | !exp(x*x)
people | p[0]**2 + p[1]**2 | !x*x+y*y
people | w[0]**2+w[1] | !x*x+y
people | theta[0]**2 + theta[1]**2 | !x*x+y*y
people | params[0]**2 | !x*x
people | function f(x) { return x*x; } | !x*x
people | function(x) { return(x^2) } | !x*x
people | const f = x => x**2 | !x*x
people | let f = (x, y) => x*y; | !x*y
people | Math.LN2*x | !log(2)*x
people | Math.SQRT2*x | !sqrt(2)*x
people | x ** 2 // square | !x*x
people | x*x /* square */ | !x*x
people | =ROUNDDOWN(2.7,0)*x | !2*x
people | =WURZEL(x) | !sqrt(x)
people | =WENN(x>0;x;0) | !x
people | root(x) | !sqrt(x)
people | sqrt[3](x) | !x**(1/3)
people | squareroot(x) | !sqrt(x)
people | absolute(x) | !x
people | Cosine(x) | !cos(x)
people | cosine(x) | !cos(x)
people | tangent(x) | !tan(x)
people | logarithm(x) | !log(x)
people | tg x | !tan(x)
people | rosen | !100*(y-x*x)**2+(1-x)**2
people | rosenbrock() | !100*(y-x*x)**2+(1-x)**2
people | Styblinski-Tang | !0.5*(x**4-16*x*x+5*x+y**4-16*y*y+5*y)
people | styblinski tang | !0.5*(x**4-16*x*x+5*x+y**4-16*y*y+5*y)
people | three hump camel | !2*x*x-1.05*x**4+x**6/6+x*y+y*y
people | rosenbrock.png | !100*(y-x*x)**2+(1-x)**2
people | a=2; a*x^2 | !2*x*x
people | a=2, a*x^2 | !2*x*x
people | a:=2; a*x | !2*x
people | let a=2 in a*x | !2*x
people | x^2 vs y^2 | ?
people | x%5E2 | !x*x
people | x%5e2%2By | !x*x+y
people | x%2B1 | !x+1
people | x%20%2B%20y | !x+y
people | sin%28x%29 | !sin(x)
people | x&gt;0 | !1
people | x<sup>2</sup> | !x*x
people | x₀² + x₁² | !x*x+y*y
people | exp -x^2 | !exp(-x*x)
people | sin(30 deg) | !0.5
people | f(x) | ?
people | f(2x) | ?
people | lerp(x,y,0.5) | !0.5
people | torch.tanh(x).pow(2) | !tanh(x)**2
people | torch.exp(x).log() | !x
people | 2,5x+1,5 | !2.5*x+1.5
people | 50% of x | !0.5*x
people | x xor y | ?
people | golden*x | ?
people | undefined | ?
people | hello | ?
people | x^2 +/- 1 | ?
people | x=<1 | !1
people | x===y | !0
people | (x+1)⏎*(y+2) | (x+1)*(y+2)
people | ((x+1)⏎(y+2)) | (x+1)*(y+2)
people | a*x^2⏎a = 2 | !2*x*x
people | a = 2⏎a*x^2 | !2*x*x
people | x%20 | x%20
people | x%20*y | (x%20)*y
people | (x**2).sum() | ?
people | sqr(x) | ?
excel | =-(x+1)^2 | ?
excel | =-(A1+1)^2 | !(x+1)**2
excel | =1-x^2 | !1-x*x
excel | =EXP(-A1^2) | !exp(x*x)
people | np.linalg.norm(np.array([x, y]))**2 | !x*x+y*y
people | K.relu(x) | !x
people | keras.activations.relu(x) | !x
people | sum(xi**2 for xi in x) | !x*x+y*y
people | sum([xi**2 for xi in x]) | !x*x+y*y
people | sum(x[i]**2 for i in range(2)) | !x*x+y*y
people | sum(x[i]**2 for i in range(n)) | !x*x+y*y
people | sum(100*(x[i+1]-x[i]**2)**2+(1-x[i])**2 for i in range(n-1)) | !100*(y-x*x)**2+(1-x)**2
people | sum(x_i^2, i=1..2) | !x*x+y*y
people | sum_{i=1}^2 x_i^2 | !x*x+y*y
people | Σ_{i=1}^{2} x_i² | !x*x+y*y
people | ∑ᵢ xᵢ² | !x*x+y*y
people | ∑_{i=1}^n x_i^2 | !x*x+y*y
people | ∑ x_i^2 | !x*x+y*y
people | ∏ x_i | !x*y
people | Sum_i x_i^2 | !x*x+y*y
people | Sum[x[[i]]^2, {i, 2}] | !x*x+y*y
people | Sum[Subscript[x, i]^2, {i, 1, 2}] | !x*x+y*y
people | Subscript[x,1]^2 | !x*x
people | log_e(x) | !log(x)
people | x^2+0,5 | !x*x+0.5
people | (0,5+x)*2 | !(0.5+x)*2
people | sin(0,5*x) | !sin(0.5*x)
people | max(0,5; x) | !0.5
people | 1,234.5*x | !1234.5*x
people | 1[x>0] | !1
people | x=/=y | !1
people | x^0,5 | !sqrt(x)
people | sum(v^2 for v in x) | !x*x+y*y
people | a = 2; b = 3; a*x^2+b | !2*x*x+3
people | def f(b, a): return a - 2*b | !y-2*x
people | def f(x, y): # loss⏎    return x**2 + y | !x*x+y
people | double f(double x, double y) { return x*x + y; } | !x*x+y
people | "def f(x): return x**2" | !x*x
people | (x + 1).sqrt() | !sqrt(x+1)
people | np.sin(x).clip(0, 0.1) | !0.1
people | 1.234,5x | !1234.5*x
people | 1 234,5x | !1234.5*x
people | 12 345x | !12345*x
people | w_1 + w_2 | !x+y
people | w_0 + w_1 | !x+y
people | \theta_1^2 + \theta_2^2 | !x*x+y*y
people | \theta_0^2 + \theta_1^2 | !x*x+y*y
people | x_0 x_1 | !x*y
people | tanhx^2 | !tanh(x*x)
people | expx^2 | !exp(x*x)
people | cos2πx+sin3πy | !cos(2*pi*x)+sin(3*pi*y)
people | x if x>0, 0 if x<=0 | !x
people | x when x>0, -x otherwise | !x
people | -x for x<0, x for x>=0 | !x
people | 0 if x<0; x otherwise | !x
people | if x>0: x⏎else: -x | !x
people | x%3E0 | !1
people | %CF%80x | !pi*x
people | graph y = x^2 | !x*x
people | plot(x^2, -1, 1) | !x*x
people | plot y=x^2+1 | !x*x+1
people | Plot[Sin[x]/x, {x, -10, 10}] | !sin(x)/x
people | minimize (x-1)^2 + y^2 | !(x-1)**2+y*y
people | the function x^2 | !x*x
people | Himmelblau's function | !(x*x+y-11)**2+(x+y*y-7)**2
people | x=>0 | !1
people | x=>y | !0
people | phi*x | !x
people | φ x | !x
people | log3(x) | !log(x)/log(3)
people | 10*len(x) + x**2 | !20+x*x
people | (x) => 2*x | 2*x
latex | \begin{cases} x & \text{if } x \geq 0, \\ \alpha (e^x - 1) & \text{if } x < 0 \end{cases} | !x
latex | \left\{ \begin{array}{cl} x & : x \geq 0 \\ 0 & : x < 0 \end{array} \right. | !x
latex | x^2~+~y^2 | !x*x+y*y
latex | \sum_{i=1}^{n} |x_i| + \prod_{i=1}^{n} |x_i| | !x+y+x*y
latex | (x)_+ | ?
latex | (1-x)_+ | ?
people | psi(x) | ?
people | alpha(x+1) | !x+1
people | \alpha(x+1) | !x+1
people | if : else: | ?
people | if :else | ?
"""


def main():
    rows = []
    for line in ROWS.strip().splitlines():
        source, rest = line.split(" | ", 1)
        text, meaning = rest.rsplit(" | ", 1)
        row = {"source": source, "text": text.replace("⏎", "\n"), "refused": meaning[0] in "!?"}
        meaning = meaning.lstrip("!? ")
        if meaning:
            value = eval(meaning, dict(globals(), x=0.3, y=0.7))
            row.update(meaning=meaning, value=float(value))
        rows.append(row)
    print("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]")


main()
