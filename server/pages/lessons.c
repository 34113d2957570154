/* In the order of the chapter. Each picture moves: its study has a time, or its surface turns. */
#include "server/pages/lessons.h"

/* clang-format off */
const struct lesson lessons[] = {
    {"risk", "Risk and empirical risk",
     {"risk", "n=10,30,100,300&trials=20"},
     "The risk is least at 1.0904. With 10 data the minimum of the empirical risk misses that place by 0.0415 on average, with 300 data by 0.0146.",
     "Which of the two does an optimizer get to see? How near to each other do 10,000 data bring them?",
     "Take up to 10,000 data", {"risk", "n=1000,3000,10000&trials=20"},
     "It sees the empirical risk alone. With 10,000 data the gap is 0.00258; it falls as n to the power −0.352 and does not vanish. The exact minimum of the "
     "empirical risk is therefore not the goal."},
    {"minibatches", "Minibatches",
     {"train", "data=airfoil&network=linear&loss=half_squared&optimizer=sgd(lr=0.4),sgd(lr=0.05)&batch=100,10&pair=1&epochs=2"},
     "Both trainings look at 3,000 examples: 30 steps with batches of 100 end at a loss of 0.2481, 300 steps with batches of 10 at 0.2466. The least loss "
     "that linear regression has here is 0.2450.",
     "What do batches of 1 example do, at the same rate of 0.05?",
     "Take batches of 1", {"train", "data=airfoil&network=linear&loss=half_squared&optimizer=sgd(lr=0.05)&batch=1&epochs=2"},
     "After 3,000 steps the loss is 0.2746, 12.1 % above the least: the gradient of one example is so noisy that the parameters do not come to rest at this "
     "rate. Small batches need small rates."},
    {"local-minima", "Local minima and noise",
     {"descent", "f=risk&start=-0.8;1.9&optimizer=gd(lr=0.05)&steps=40"},
     "From 1.9 gradient descent ends in the best minimum, at 1.0904; from −0.8 it ends at −0.2739, in a poor one. The gradient vanishes in both.",
     "Nothing at the poor minimum says that there is a better one. What could carry descent out of it?",
     "Put noise on the gradient", {"escape", "f=risk&start=-0.27&region=-1:0.27&noise=0.5,1,1.5,2"},
     "Noise can: at noise 1, of 2,000 runs 1.8 % are outside after 200 steps, at noise 2 it is 91.8 %. The gradient of a minibatch has noise of its own."},
    {"momentum", "Momentum crosses a barrier",
     {"descent", "f=risk&start=-0.8&optimizer=gd(lr=0.05),momentum(lr=0.05,momentum=0.9)&steps=60"},
     "From −0.8 gradient descent converges at −0.2739. With momentum 0.9 and the same rate of 0.05 it crosses the barrier and is at 1.1219 after 60 steps.",
     "Is any momentum enough for that?",
     "Take momentum 0.5", {"descent", "f=risk&start=-0.8&optimizer=gd(lr=0.05),momentum(lr=0.05,momentum=0.5)&steps=60"},
     "No: with momentum 0.5 it converges at −0.2739 as well, where the value is −0.1786. Where it is enough, no noise is needed."},
    {"saddles", "Saddle points",
     {"descent", "f=saddle&start=1,1e-6&optimizer=gd&lr=0.1&steps=80"},
     "From (1, 10⁻⁶) descent comes near the saddle point at the origin and stays there for long; after 80 steps it has got to y = 2.16.",
     "The gradient vanishes at a saddle point as it does at a minimum. How can one tell them apart, and does Adam stay as long?",
     "Compare with Adam", {"descent", "f=saddle&start=1,1e-6&optimizer=gd,adam&lr=0.1&steps=80"},
     "By the curvature, which is negative along y. Adam divides by the size of recent gradients and does not stay: after 80 steps the value is −110.8 with "
     "Adam, −4.667 with gradient descent."},
    {"random-hessians", "Random Hessians",
     {"critical-points", "f=sin(3*x)*cos(2*y)+cos(x+2*y)&x=-3:3&y=-3:3"},
     "The gradient vanishes at 30 points: 7 minima, 7 maxima and 16 saddles.",
     "At a minimum all eigenvalues of the Hessian are positive. How likely is that in n dimensions, if the Hessian is random?",
     "Draw random Hessians", {"hessian-signs", "n=1,2,3,4,5,6,7,8,9,10,11,12"},
     "The probability is 0.5 at n = 1 and 5.89×10⁻²⁰ at n = 12; 10,000 samples of each n saw no such Hessian beyond n = 4. Where there are many parameters, "
     "a point without a gradient is therefore rarely a minimum."},
    {"plateaus", "Plateaus",
     {"descent", "f=tanh&start=4&optimizer=gd(lr=0.1),adam(lr=0.1)&steps=200"},
     "From 4 gradient descent is still at a value of 0.9993 after 200 steps; Adam is at −3.308 by then.",
     "Descent has nearly stopped. Has it found a minimum?",
     "Start at 2", {"descent", "f=tanh&start=2&optimizer=gd(lr=0.1),adam(lr=0.1)&steps=200"},
     "No: it is on a plateau, where the gradient's norm is 0.001417 and the curvature is −0.002832. From 2 the slope is large enough: gradient descent gets to "
     "−2.242 in 200 steps."},
    {"vanishing-gradients", "Vanishing gradients and their cures",
     {"train", "data=moons(noise=0.1)&network=mlp(hidden=8;8;8;8;8;8;8;8;8;8,activation=sigmoid),mlp(hidden=8;8;8;8;8;8;8;8;8;8,activation=tanh,residual=1)&optimizer=adam(lr=0.005)&epochs=40"},
     "Both networks are ten layers deep. With sigmoid the training stalls at a test loss of 0.6933, that of guessing being 0.6931; with tanh and residual "
     "connections it ends at 0.0099.",
     "What is left of a gradient of 1 when it has come back through 50 layers?",
     "Look at the gradient itself", {"depth", "network=sigmoid,tanh(init=xavier),relu(init=he),tanh(init=xavier,normalization=layer,residual=1)"},
     "With sigmoid 2.3×10⁻³², with tanh after Xavier's initialization 0.066, with ReLU after He's 0.33, with layer norm and residual connections 5.6 (means of "
     "20 random networks). Initialization, the activation, normalization and residual connections are the cures."},
    {"learning-rates", "Learning rates",
     {"descent", "f=x^2&start=10&optimizer=gd(lr=0.2),gd(lr=0.05),gd(lr=1.1)&steps=10"},
     "After 10 steps on x² from 10, rate 0.2 has reached 0.0605; rate 0.05 is still at a value of 12.16, and rate 1.1 has diverged to 3833.76.",
     "Which rate is the best one here, and from which rate on does descent diverge?",
     "Take rate 0.5", {"descent", "f=x^2&start=10&optimizer=gd(lr=0.5)&steps=10"},
     "Rate 0.5 is one over the curvature, which is 2: the first step ends at 0. Descent is stable up to a rate of 1, two over the curvature."},
    {"conditioning", "Conditioning",
     {"descent", "f=d2l_quadratic&start=-5,-2&optimizer=gd&lr=0.4&steps=20"},
     "At rate 0.4 y jumps to and fro while x creeps: after 20 steps x is still −0.943, and y is −7.31×10⁻⁵.",
     "x would be faster at a larger rate. Why not take one?",
     "Take rate 0.6", {"descent", "f=d2l_quadratic&start=-5,-2&optimizer=gd&lr=0.6&steps=20"},
     "Because of y: descent is stable up to a rate of 0.5. At 0.6, y is −1673.37 after 20 steps, though x has come to −0.388. One rate has to fit the greatest "
     "curvature and is then too small for the least; momentum or a rate for each coordinate helps."},
    {"newton", "Newton's method and its pitfalls",
     {"descent", "f=x*cos(0.15*pi*x)&start=10&optimizer=newton&steps=10&xlim=-32:32"},
     "From 10 Newton's method goes to 26.83 and stops there: the gradient vanishes, but the curvature is −6.015. It is a maximum.",
     "Why does a method for finding minima climb? What can be done?",
     "Take half steps", {"descent", "f=x*cos(0.15*pi*x)&start=10&optimizer=newton(lr=0.5)&steps=10&xlim=-10.5:10.5"},
     "The method looks for a zero of the gradient: where the curvature is negative, dividing by it leads uphill. With steps of 0.5 it happens to end at 7.27, "
     "near a minimum with value −6.978; newton(absolute=1), which divides by the size of the curvature, goes downhill."},
    {"schedules", "Schedules",
     {"descent", "f=bowl&start=-5,-2&optimizer=sgd&lr=0.1&noise=1&steps=500"},
     "With noise 1 on the gradient and a constant rate of 0.1 descent does not come to rest: the last 250 of 500 steps go 254.2 times as far as they get.",
     "The rate has to fall for the noise to fade. How fast may it fall?",
     "Let the rate fall", {"descent", "f=bowl&start=-5,-2&optimizer=sgd&lr=0.1&noise=1&steps=500&schedule=polynomial_decay(alpha=0.5,beta=0.1)"},
     "As one over the square root of the step it ends at a value of 0.0044 in place of 0.0148. If it falls too fast, descent stops before it has got there: "
     "try exponential_decay. One run is not a proof; try other seeds."},
    {"overfitting", "Overfitting and early stopping",
     {"train", "data=moons(n=40,noise=0.4)&network=mlp(hidden=32;32)&optimizer=adam(lr=0.02)&epochs=50"},
     "In 100 steps the training loss falls to 0.2274; the test loss turns at step 2 already and rises from 0.4321 to 0.6814.",
     "When should the training have stopped? Would more examples have helped?",
     "Take 1,000 examples", {"train", "data=moons(n=1000,noise=0.4)&network=mlp(hidden=32;32)&optimizer=adam(lr=0.02)&steps=400"},
     "Where the test loss turned. With 1,000 examples the two stay together: after 400 steps the training loss is 0.3526 and the test loss 0.3923. The network "
     "can no longer learn its examples by heart in that time."},
    {"double-descent", "Double descent",
     {"double-descent", "features=160"},
     "Linear regression from 40 examples: the test error is 1.22 with 2 parameters, infinite with 40, and 1.08 with 160.",
     "The textbook's curve would rise for good. What happens where there are as many parameters as examples, and what removes the peak?",
     "Add a ridge penalty", {"double-descent", "features=160&ridge=1"},
     "There the examples can just be fitted, by one solution alone, which is huge. A ridge penalty of 1 removes the peak: the error is 1.08 with 40 parameters "
     "and least, 1.06, with 158."},
    {"convexity", "Convexity",
     {"descent", "f=x^2+y^2+0.5*x*y&start=-2,1;2,1.5;1,-2&optimizer=gd(lr=0.1)&steps=40"},
     "On a convex bowl all starts lead to the same minimum: after 40 steps none of the values is above 7.62×10⁻⁶.",
     "Himmelblau's function has several minima. What is the shortest proof that it is not convex?",
     "Ask of Himmelblau's function", {"convexity", "f=himmelblau"},
     "A point with negative curvature: at (−0.155, −4.881) it is −62.5 along one direction. For a proof that a function is convex one has to look at all points; "
     "interval arithmetic does."},
    {"good-enough", "Good enough",
     {"descent", "f=rastrigin&start=3.2,-2.3&optimizer=gd(lr=0.002),momentum(lr=0.00725,momentum=0.88),rmsprop(lr=0.1),adam(lr=0.8),adagrad(lr=0.7)&steps=120&view=loss&yscale=log&ylabel=height above the best"},
     "The best value is 0. After 120 steps the five methods are at 12.9344, 4.9749, 2.9551, 1.9900 and 7.9597: all in or near other minima.",
     "Does one have to find the best minimum? Could one?",
     "Send a population", {"descent", "f=rastrigin&start=3.2,-2.3&optimizer=adam(lr=0.8),particle_swarm&steps=1000"},
     "With 1,000 values a swarm comes to 0.0025 here, where there are two coordinates; with millions of them no method does. Where many minima are nearly as good, "
     "one of these is enough."},
};
/* clang-format on */
const size_t lesson_count = sizeof lessons / sizeof *lessons;
