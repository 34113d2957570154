/* One row a landscape. Formulas follow the definitions most often cited; where these differ, the note says which was taken. */
#include "landscape/catalogue.h"

#include "expression/print.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#define PI 3.14159265358979323846
#define SAME(lo, hi)                                                                                                                                 \
    {                                                                                                                                                \
        {lo, hi},                                                                                                                                    \
        {                                                                                                                                            \
            lo, hi                                                                                                                                   \
        }                                                                                                                                            \
    }
#define JAMIL "Jamil & Yang, A literature survey of benchmark functions for global optimization (2013)"
#define SURJANOVIC "Surjanovic & Bingham, Virtual Library of Simulation Experiments"
#define MORE "Moré, Garbow & Hillstrom, ACM Transactions on Mathematical Software 7 (1981) 17"
#define D2L "Zhang et al., Dive into Deep Learning, chapter Optimization Algorithms"

/* clang-format off */
const struct catalogue_row catalogue[] = {
    /* one dimension */
    {{"risk", "x*cos(pi*x)", 1}, {{-1, 2}}, .minimum = "-1.0467211246605712", .minimizers = "1.0904082219467213",
     .note = "the book's risk: its local minimum at -0.2738526868008509 is not the global one", .source = D2L},
    {{"empirical_risk", "x*cos(pi*x) + 0.2*cos(5*pi*x)", 1}, {{-1, 2}}, .minimum = "-1.2084614338727624", .minimizers = "1.0169834031079086",
     .note = "the book's empirical risk: the risk with the wiggles of a finite sample", .source = D2L},
    {{"cubic", "x^3", 1}, {{-2, 2}}, .minimum = "-8", .minimizers = "-2", .note = "the gradient vanishes at 0, which is no minimum", .source = D2L},
    {{"tanh", "tanh(x)", 1}, {{-2, 5}}, .minimum = "tanh(-2)", .minimizers = "-2", .note = "a plateau: the gradient vanishes to the right", .source = D2L},
    {{"relu", "relu(x)", 1}, {{-5, 5}}, .minimum = "0", .minimizers = "0", .note = "the least value is taken everywhere left of 0", .source = "Nair & Hinton (2010)"},
    {{"sigmoid", "sigmoid(x)", 1}, {{-8, 8}}, .minimum = "sigmoid(-8)", .minimizers = "-8", .source = D2L},
    {{"double_well", "(x^2 - 1)^2", 1}, {{-2, 2}}, .minimum = "0", .minimizers = "-1; 1", .source = "Kramers, Physica 7 (1940) 284"},
    {{"forrester", "(6*x - 2)^2*sin(12*x - 4)", 1}, {{0, 1}}, .minimum = "-6.0207400557670825", .minimizers = "0.7572487578418559",
     .note = "at x = 1/3 value, slope and curvature vanish", .source = "Forrester, Sobester & Keane, Engineering Design via Surrogate Modelling (2008)"},
    {{"gramacy_lee", "sin(10*pi*x)/(2*x) + (x - 1)^4", 1}, {{0.5, 2.5}}, .minimum = "-0.8690111349894997", .minimizers = "0.5485634406856249",
     .source = "Gramacy & Lee, Statistics and Computing 22 (2012) 713"},
    {{"square", "x^2", 1}, {{-10, 10}}, .minimum = "0", .minimizers = "0", .source = D2L},

    /* two dimensions */
    {{"saddle", "x^2 - y^2", 2}, SAME(-1, 1), .minimum = "-1", .minimizers = "0,-1; 0,1", .note = "the minima are on the edge: the origin is a saddle", .source = D2L},
    {{"monkey_saddle", "x^3 - 3*x*y^2", 2}, SAME(-2, 2), .minimum = "-16", .minimizers = "2,-2; 2,2", .note = "the minima are corners: the origin is a degenerate saddle",
     .source = "Hilbert & Cohn-Vossen, Anschauliche Geometrie (1932)"},
    {{"d2l_quadratic", "0.1*x^2 + 2*y^2", 2}, {{-5.5, 1}, {-3, 1}}, .minimum = "0", .minimizers = "0,0", .note = "condition number 20", .source = D2L},
    {{"bowl", "x^2 + 2*y^2", 2}, {{-5.5, 1}, {-3, 1}}, .minimum = "0", .minimizers = "0,0", .source = D2L},
    {{"himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", 2}, SAME(-5, 5), .minimum = "0",
     .minimizers = "-3.779310253377747,-3.2831859912861696; -2.805118086952745,3.131312518250573; 3,2; 3.5844283403304917,-1.8481265269644036",
     .source = "Himmelblau, Applied Nonlinear Programming (1972)"},
    {{"beale", "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", 2}, SAME(-4.5, 4.5), .minimum = "0", .minimizers = "3,0.5", .start = "1,1", .source = JAMIL},
    {{"booth", "(x + 2*y - 7)^2 + (2*x + y - 5)^2", 2}, SAME(-10, 10), .minimum = "0", .minimizers = "1,3", .source = JAMIL},
    {{"matyas", "0.26*(x^2 + y^2) - 0.48*x*y", 2}, SAME(-10, 10), .minimum = "0", .minimizers = "0,0", .source = JAMIL},
    {{"three_hump_camel", "2*x^2 - 1.05*x^4 + x^6/6 + x*y + y^2", 2}, SAME(-5, 5), .minimum = "0", .minimizers = "0,0", .source = JAMIL},
    {{"six_hump_camel", "(4 - 2.1*x^2 + x^4/3)*x^2 + x*y + (-4 + 4*y^2)*y^2", 2}, {{-3, 3}, {-2, 2}}, .minimum = "-1.031628453489877",
     .minimizers = "0.08984201310031806,-0.7126564030207396; -0.08984201310031806,0.7126564030207396", .source = JAMIL},
    {{"goldstein_price",
      "(1 + (x + y + 1)^2*(19 - 14*x + 3*x^2 - 14*y + 6*x*y + 3*y^2))*(30 + (2*x - 3*y)^2*(18 - 32*x + 12*x^2 + 48*y - 36*x*y + 27*y^2))", 2},
     SAME(-2, 2), .minimum = "3", .minimizers = "0,-1", .source = "Goldstein & Price, Mathematics of Computation 25 (1971) 569"},
    {{"mccormick", "sin(x + y) + (x - y)^2 - 1.5*x + 2.5*y + 1", 2}, {{-1.5, 4}, {-3, 4}}, .minimum = "-sqrt(3)/2 - pi/3",
     .minimizers = "0.5 - pi/3, -0.5 - pi/3", .source = JAMIL},
    {{"easom", "-cos(x)*cos(y)*exp(-(x - pi)^2 - (y - pi)^2)", 2}, SAME(-100, 100), .minimum = "-1", .minimizers = "pi,pi",
     .note = "a needle in a plain", .source = JAMIL},
    {{"branin", "(y - 5.1*x^2/(4*pi^2) + 5*x/pi - 6)^2 + 10*(1 - 1/(8*pi))*cos(x) + 10", 2}, {{-5, 10}, {0, 15}}, .minimum = "10/(8*pi)",
     .minimizers = "-pi,12.275; pi,2.275; 9.42477796076938,2.475", .note = "t = 1/(8 pi)", .source = "Branin, IBM Journal of Research and Development 16 (1972) 504"},
    {{"bukin_n6", "100*sqrt(abs(y - 0.01*x^2)) + 0.01*abs(x + 10)", 2}, {{-15, -5}, {-3, 3}}, .minimum = "0", .minimizers = "-10,1",
     .note = "not differentiable along its valley y = x^2/100", .source = JAMIL},
    {{"cross_in_tray", "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x^2 + y^2)/pi))) + 1)^0.1", 2}, SAME(-10, 10), .minimum = "-2.062611870822739",
     .minimizers = "1.349406608602084,1.349406608602084; -1.349406608602084,1.349406608602084; 1.349406608602084,-1.349406608602084; -1.349406608602084,-1.349406608602084",
     .note = "cusps along the lines x = k pi and y = k pi", .source = JAMIL},
    {{"eggholder", "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - y - 47)))", 2}, SAME(-512, 512), .minimum = "-959.6406627208509",
     .minimizers = "512,404.2318051137578", .note = "the minimum lies on the edge x = 512", .source = JAMIL},
    {{"holder_table", "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x^2 + y^2)/pi)))", 2}, SAME(-10, 10), .minimum = "-19.20850256788675",
     .minimizers = "8.055023472141116,9.664590028909654; -8.055023472141116,9.664590028909654; 8.055023472141116,-9.664590028909654; -8.055023472141116,-9.664590028909654",
     .source = JAMIL},

    /* two dimensions, from Surjanovic & Bingham, Jamil & Yang and others */
    {{"drop_wave", "-(1 + cos(12*sqrt(x^2 + y^2)))/(0.5*(x^2 + y^2) + 2)", 2}, SAME(-5.12, 5.12), .minimum = "-1", .minimizers = "0,0", .source = SURJANOVIC},
    {{"schaffer_n2", "0.5 + (sin(x^2 - y^2)^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2", 2}, SAME(-100, 100), .minimum = "0", .minimizers = "0,0", .source = SURJANOVIC},
    {{"schaffer_n4", "0.5 + (cos(sin(abs(x^2 - y^2)))^2 - 0.5)/(1 + 0.001*(x^2 + y^2))^2", 2}, SAME(-100, 100), .minimum = "0.29257863203598056",
     .minimizers = "0,1.2531318314637332; 0,-1.2531318314637332; 1.2531318314637332,0; -1.2531318314637332,0", .source = SURJANOVIC},
    {{"bohachevsky_n1", "x^2 + 2*y^2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7", 2}, SAME(-100, 100), .minimum = "0", .minimizers = "0,0", .source = SURJANOVIC},
    {{"bohachevsky_n2", "x^2 + 2*y^2 - 0.3*cos(3*pi*x)*cos(4*pi*y) + 0.3", 2}, SAME(-100, 100), .minimum = "0", .minimizers = "0,0", .source = SURJANOVIC},
    {{"bohachevsky_n3", "x^2 + 2*y^2 - 0.3*cos(3*pi*x + 4*pi*y) + 0.3", 2}, SAME(-100, 100), .minimum = "0", .minimizers = "0,0", .source = SURJANOVIC},
    {{"shubert", "sum(i, 1, 5, i*cos((i + 1)*x + i))*sum(i, 1, 5, i*cos((i + 1)*y + i))", 2}, SAME(-10, 10), .minimum = "-186.7309088310238",
     .minimizers = "-7.708313735499347,-7.0835064076515595; -7.708313735499347,-0.8003211004719731; -7.708313735499347,5.482864206707613; -1.425128428319761,-7.0835064076515595; -1.425128428319761,-0.8003211004719731; -1.425128428319761,5.482864206707613; 4.858056878859825,-7.0835064076515595; 4.858056878859825,-0.8003211004719731; 4.858056878859825,5.482864206707613; -7.0835064076515595,-7.708313735499347; -0.8003211004719731,-7.708313735499347; 5.482864206707613,-7.708313735499347; -7.0835064076515595,-1.425128428319761; -0.8003211004719731,-1.425128428319761; 5.482864206707613,-1.425128428319761; -7.0835064076515595,4.858056878859825; -0.8003211004719731,4.858056878859825; 5.482864206707613,4.858056878859825", .note = "18 global minima among 760 local ones", .source = SURJANOVIC},
    {{"trefethen", "exp(sin(50*x)) + sin(60*exp(y)) + sin(70*sin(x)) + sin(sin(80*y)) - sin(10*(x + y)) + (x^2 + y^2)/4", 2}, SAME(-1, 1),
     .minimum = "-3.306868647475237", .minimizers = "-0.024403079694375173,0.21061242715535577", .note = "the fourth of ten problems whose answer is ten digits",
     .source = "Trefethen, SIAM News 35 (2002) no. 1; Bornemann et al., The SIAM 100-Digit Challenge (2004)"},
    {{"egg_crate", "x^2 + y^2 + 25*(sin(x)^2 + sin(y)^2)", 2}, SAME(-5, 5), .minimum = "0", .minimizers = "0,0", .source = JAMIL},
    {{"bird", "sin(x)*exp((1 - cos(y))^2) + cos(y)*exp((1 - sin(x))^2) + (x - y)^2", 2}, SAME(-6.283185307179586, 6.283185307179586),
     .minimum = "-106.76453674926468", .minimizers = "4.701043130249553,3.15293850372493; -1.5821421769300335,-3.1302468034546562",
     .note = "Jamil & Yang's minimizers are right to four decimals", .source = JAMIL},
    {{"hosaki", "(1 - 8*x + 7*x^2 - 7*x^3/3 + x^4/4)*y^2*exp(-y)", 2}, {{0, 5}, {0, 6}}, .minimum = "-2.3458115761012865", .minimizers = "4,2", .source = JAMIL},
    {{"adjiman", "cos(x)*sin(y) - x/(y^2 + 1)", 2}, {{-1, 2}, {-1, 1}}, .minimum = "-2.021806783359787", .minimizers = "2,0.1057834694517169",
     .note = "the minimum lies on the edge x = 2", .source = JAMIL},
    {{"ackley_n2", "-200*exp(-0.02*sqrt(x^2 + y^2))", 2}, SAME(-32, 32), .minimum = "-200", .minimizers = "0,0", .note = "not differentiable at its minimum",
     .source = JAMIL},
    {{"brent", "(x + 10)^2 + (y + 10)^2 + exp(-x^2 - y^2)", 2}, SAME(-20, 0), .minimum = "exp(-200)", .minimizers = "-10,-10",
     .note = "the minimum is exp(-200), not the 0 often given", .source = JAMIL},
    {{"leon", "100*(y - x^3)^2 + (1 - x)^2", 2}, SAME(-1.2, 1.2), .minimum = "0", .minimizers = "1,1", .start = "-1.2,1", .source = JAMIL},
    {{"levy_n13", "sin(3*pi*x)^2 + (x - 1)^2*(1 + sin(3*pi*y)^2) + (y - 1)^2*(1 + sin(2*pi*y)^2)", 2}, SAME(-10, 10), .minimum = "0", .minimizers = "1,1",
     .source = SURJANOVIC},
    {{"zettl", "(x^2 + y^2 - 2*x)^2 + 0.25*x", 2}, SAME(-1, 5), .minimum = "-0.003791237220468898", .minimizers = "-0.029895985050660382,0", .source = JAMIL},
    {{"bartels_conn", "abs(x^2 + y^2 + x*y) + abs(sin(x)) + abs(cos(y))", 2}, SAME(-500, 500), .minimum = "1", .minimizers = "0,0", .note = "not differentiable at its minimum",
     .source = JAMIL},
    {{"treccani", "x^4 + 4*x^3 + 4*x^2 + y^2", 2}, SAME(-5, 5), .minimum = "0", .minimizers = "-2,0; 0,0", .source = JAMIL},
    {{"deckkers_aarts", "1e5*x^2 + y^2 - (x^2 + y^2)^2 + 1e-5*(x^2 + y^2)^4", 2}, SAME(-20, 20), .minimum = "-24776.51834231769",
     .minimizers = "0,14.945112151891959; 0,-14.945112151891959", .note = "Jamil & Yang give -24777 at (0, 15) and (0, -15), rounded", .source = JAMIL},
    {{"langermann",
      "sum(i, 1, 5, pick(i, 1, 2, 5, 2, 3)*exp(-((x - pick(i, 3, 5, 2, 1, 7))^2 + (y - pick(i, 5, 2, 1, 4, 9))^2)/pi)"
      "*cos(pi*((x - pick(i, 3, 5, 2, 1, 7))^2 + (y - pick(i, 5, 2, 1, 4, 9))^2)))", 2}, SAME(0, 10), .minimum = "-4.155809291847785",
     .minimizers = "2.7934022086450367,1.5972325013283601", .note = "m = 5; with the other sign of the sum the least value is -5.1621", .source = SURJANOVIC},
    {{"de_jong_n5", "1/(0.002 + sum(i, 1, 25, 1/(i + (x - 16*((i - 1)%5 - 2))^6 + (y - 16*(floor((i - 1)/5) - 2))^6)))", 2}, SAME(-65.536, 65.536),
     .minimum = "0.9980038377944502", .minimizers = "-31.97833483565697,-31.978334837300796", .note = "Shekel's foxholes: 25 holes on a plain at 500", .source = SURJANOVIC},

    /* Moré, Garbow & Hillstrom: with their starting points */
    {{"freudenstein_roth", "(-13 + x + ((5 - y)*y - 2)*y)^2 + (-29 + x + ((y + 1)*y - 14)*y)^2", 2}, {{-10, 20}, {-5, 10}}, .minimum = "0", .minimizers = "5,4",
     .start = "0.5,-2", .note = "from the start one goes to the local minimum 48.9843 at (11.4128, -0.8968)", .source = MORE},
    {{"powell_badly_scaled", "(1e4*x*y - 1)^2 + (exp(-x) + exp(-y) - 1.0001)^2", 2}, {{-1, 10}, {-1, 10}}, .minimum = "0",
     .minimizers = "1.0981593296998053e-05,9.106146739866624; 9.106146739866624,1.0981593296998053e-05", .start = "0,1", .source = MORE},
    {{"brown_badly_scaled", "(x - 1e6)^2 + (y - 2e-6)^2 + (x*y - 2)^2", 2}, {{0, 2e6}, {-1, 1}}, .minimum = "0", .minimizers = "1e6,2e-6", .start = "1,1", .source = MORE},
    {{"jennrich_sampson", "sum(i, 1, 10, (2 + 2*i - (exp(i*x) + exp(i*y)))^2)", 2}, {{-1, 0.5}, {-1, 0.5}}, .minimum = "124.36218235561485",
     .minimizers = "0.2578252136703641,0.2578252136703641", .start = "0.3,0.4", .note = "m = 10", .source = MORE},
    {{"helical_valley", "100*((z - 10*atan2(y, x)/(2*pi))^2 + (sqrt(x^2 + y^2) - 1)^2) + z^2", 3}, {{-2, 2}}, .minimum = "0", .minimizers = "1,0,0", .start = "-1,0,0",
     .source = MORE},
    {{"bard",
      "sum(i, 1, 15, (pick(i, 0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39, 0.37, 0.58, 0.73, 0.96, 1.34, 2.1, 4.39) - x - i/((16 - i)*y + min(i, 16 - i)*z))^2)", 3},
     {{0.05, 3}}, .minimum = "0.00821487730657898", .minimizers = "0.08241055974978899,1.1330360920297224,2.3436951786425366", .start = "1,1,1", .source = MORE},
    {{"gaussian",
      "sum(i, 1, 15, (x*exp(-y*((8 - i)/2 - z)^2/2)"
      " - pick(i, 0.0009, 0.0044, 0.0175, 0.054, 0.1295, 0.242, 0.3521, 0.3989, 0.3521, 0.242, 0.1295, 0.054, 0.0175, 0.0044, 0.0009))^2)", 3},
     {{-2, 2}}, .minimum = "1.1279327696190113e-08", .minimizers = "0.39895613783875666,1.0000190844878056,0", .start = "0.4,1,0", .source = MORE},
    {{"box", "sum(i, 1, 10, (exp(-0.1*i*x) - exp(-0.1*i*y) - z*(exp(-0.1*i) - exp(-i)))^2)", 3}, {{-2, 20}}, .minimum = "0", .minimizers = "1,10,1; 10,1,-1",
     .start = "0,10,20", .note = "m = 10; 0 on the line x1 = x2, x3 = 0, too", .source = MORE},
    {{"powell_singular", "(x1 + 10*x2)^2 + 5*(x3 - x4)^2 + (x2 - 2*x3)^4 + 10*(x1 - x4)^4", 4}, {{-4, 5}}, .minimum = "0", .minimizers = "0,0,0,0", .start = "3,-1,0,1",
     .note = "the Hessian is singular at the minimum", .source = MORE},
    {{"wood", "100*(x2 - x1^2)^2 + (1 - x1)^2 + 90*(x4 - x3^2)^2 + (1 - x3)^2 + 10*(x2 + x4 - 2)^2 + 0.1*(x2 - x4)^2", 4}, {{-10, 10}}, .minimum = "0",
     .minimizers = "1,1,1,1", .start = "-3,-1,-3,-1", .source = MORE},
    {{"colville", "100*(x1^2 - x2)^2 + (x1 - 1)^2 + (x3 - 1)^2 + 90*(x3^2 - x4)^2 + 10.1*((x2 - 1)^2 + (x4 - 1)^2) + 19.8*(x2 - 1)*(x4 - 1)", 4}, {{-10, 10}},
     .minimum = "0", .minimizers = "1,1,1,1", .note = "wood, multiplied out", .source = SURJANOVIC},
    {{"kowalik_osborne",
      "sum(i, 1, 11, (pick(i, 0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246)"
      " - x1*(pick(i, 4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625)^2 + pick(i, 4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625)*x2)"
      "/(pick(i, 4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625)^2 + pick(i, 4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625)*x3 + x4))^2)", 4},
     {{0, 0.42}}, .minimum = "0.0003075056038492378", .minimizers = "0.1928069345790379,0.1912823287343668,0.12305650692632074,0.13606233068379475",
     .start = "0.25,0.39,0.415,0.39", .source = MORE},
    {{"brown_dennis", "sum(i, 1, 20, ((x1 + i/5*x2 - exp(i/5))^2 + (x3 + x4*sin(i/5) - cos(i/5))^2)^2)", 4}, {{-25, 25}}, .minimum = "85822.20162635634",
     .minimizers = "-11.594439904762165,13.203630051207204,-0.40343948817685954,0.2367787744557363", .start = "25,5,-5,-1", .note = "m = 20", .source = MORE},
    {{"biggs_exp6",
      "sum(i, 1, 13, (x3*exp(-0.1*i*x1) - x4*exp(-0.1*i*x2) + x6*exp(-0.1*i*x5) - (exp(-0.1*i) - 5*exp(-10*(0.1*i)) + 3*exp(-4*(0.1*i))))^2)", 6},
     {{0, 20}}, .minimum = "0", .minimizers = "1,10,1,5,4,3; 4,10,3,5,1,1", .start = "1,2,1,1,1,1", .note = "m = 13; exponentials may also change places with another sign", .source = MORE},
    {{"meyer", "sum(i, 1, 16, (x1*exp(x2/(45 + 5*i + x3)) - pick(i, 34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872))^2)", 3},
     {{0, 10000}}, .minimum = "87.94585517085112", .minimizers = "0.005609636471028053,6181.346346286372,345.2236346241365", .start = "0.02,4000,250", .source = MORE},
    {{"gulf", "sum(i, 1, 99, (exp(-abs(25 + (-50*log(i/100))^(2/3) - x2)^x3/x1) - i/100)^2)", 3}, {{0.1, 100}}, .minimum = "0", .minimizers = "50,25,1.5", .start = "5,2.5,0.15",
     .note = "m = 99; the article prints y m i x2 for y - x2 in the exponent, at which its own minimizer is none", .source = MORE},
    {{"osborne_1",
      "sum(i, 0, 32, (pick(i + 1, 0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.85, 0.818, 0.784, 0.751, 0.718, 0.685, 0.658, 0.628, 0.603, 0.58, 0.558, 0.538, 0.522, 0.506, 0.49, 0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.42, 0.414, 0.411, 0.406)"
      " - (x1 + x2*exp(-10*i*x4) + x3*exp(-10*i*x5)))^2)", 5},
     {{-2, 2}}, .minimum = "5.464894697482912e-05",
     .minimizers = "0.37541005210695194,1.9358469127123559,-1.4646871366134115,0.012867534640057266,0.02212269966167266", .start = "0.5,1.5,-1,0.01,0.02", .source = MORE},
    {{"watson", "sum(i, 1, 29, (sum(j, 2, 6, (j - 1)*x[j]*(i/29)^(j - 2)) - sum(j, 1, 6, x[j]*(i/29)^(j - 1))^2 - 1)^2) + x1^2 + (x2 - x1^2 - 1)^2", 6},
     {{-2, 2}}, .minimum = "0.0022876700535524363",
     .minimizers = "-0.015725086401458456,1.0124348693691099,-0.2329916259567377,1.2604300877996084,-1.5137289227222797,0.9929964324311346", .start = "0,0,0,0,0,0",
     .note = "of six coordinates", .source = MORE},
    {{"chebyquad",
      "sum(i, 1, 8, (sum(j, 1, 8, sum(k, 0, i, i*4^k*prod(p, 1, i + k - 1, p)/(prod(p, 1, i - k, p)*prod(p, 1, 2*k, p))*(x[j] - 1)^k))/8 + where(mod(i, 2) == 0, 1/(max(i, 2)^2 - 1), 0))^2)", 8},
     {{0, 1}}, .minimum = "0.0035168737256779316",
     .minimizers = "0.04315276015101663,0.1930908403841861,0.26632870689027294,0.5,0.5,0.7336712931097271,0.8069091596158139,0.9568472398489833",
     .start = "1/9,2/9,3/9,4/9,5/9,6/9,7/9,8/9", .note = "the Chebyshev polynomials written out at 1", .source = MORE},
    {{"osborne_2",
      "sum(i, 0, 32, (pick(i + 1, 1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746, 0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649, 0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.5, 0.423, 0.395)"
      " - (x1*exp(-i/10*x5) + x2*exp(-(i/10 - x9)^2*x6) + x3*exp(-(i/10 - x10)^2*x7) + x4*exp(-(i/10 - x11)^2*x8)))^2)"
      " + sum(i, 33, 64, (pick(i - 32, 0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653, 0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739, 0.71, 0.729, 0.72, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054)"
      " - (x1*exp(-i/10*x5) + x2*exp(-(i/10 - x9)^2*x6) + x3*exp(-(i/10 - x10)^2*x7) + x4*exp(-(i/10 - x11)^2*x8)))^2)", 11},
     {{0, 10}}, .minimum = "0.04013773629354774",
     .minimizers = "1.3099771546273007,0.431553794602989,0.633661698960724,0.5994305347859163,0.7541832263280115,0.9042885798596334,1.3658118352370285,4.8236988172271555,2.3986848661317546,4.568874597667672,5.6753414705806415",
     .start = "1.3,0.65,0.65,0.7,0.6,3,5,7,2,4.5,5.5", .source = MORE},

    /* three to six dimensions, with data */
    {{"hartmann_3",
      "-sum(i, 1, 4, pick(i, 1, 1.2, 3, 3.2)*exp(-sum(j, 1, 3, pick(3*i + j - 3, 3, 10, 30, 0.1, 10, 35, 3, 10, 30, 0.1, 10, 35)"
      "*(x[j] - pick(3*i + j - 3, 3689, 1170, 2673, 4699, 4387, 7470, 1091, 8732, 5547, 381, 5743, 8828)/10000)^2)))", 3},
     {{0, 1}}, .minimum = "-3.862779787332663", .minimizers = "0.11458887665506896,0.55564889461693,0.8525469846866774",
     .note = "the minimizer usually printed, (0.114614, 0.555649, 0.852547), is right to four decimals", .source = SURJANOVIC},
    {{"hartmann_4",
      "(1.1 - sum(i, 1, 4, pick(i, 1, 1.2, 3, 3.2)*exp(-sum(j, 1, 4, pick(4*i + j - 4, 10, 3, 17, 3.5, 0.05, 10, 17, 0.1, 3, 3.5, 1.7, 10, 17, 8, 0.05, 10)"
      "*(x[j] - pick(4*i + j - 4, 1312, 1696, 5569, 124, 2329, 4135, 8307, 3736, 2348, 1451, 3522, 2883, 4047, 8828, 8732, 5743)/10000)^2))))/0.839", 4},
     {{0, 1}}, .minimum = "-3.134494141222399", .minimizers = "0.1873952729734667,0.19415152930244073,0.557917780062569,0.26477962417039713",
     .note = "scaled to mean 0 and variance 1, as Picheny, Wagner & Ginsbourger (2013) have it", .source = SURJANOVIC},
    {{"hartmann_6",
      "-sum(i, 1, 4, pick(i, 1, 1.2, 3, 3.2)*exp(-sum(j, 1, 6, pick(6*i + j - 6, 10, 3, 17, 3.5, 1.7, 8, 0.05, 10, 17, 0.1, 8, 14, 3, 3.5, 1.7, 10, 17, 8,"
      " 17, 8, 0.05, 10, 0.1, 14)*(x[j] - pick(6*i + j - 6, 1312, 1696, 5569, 124, 8283, 5886, 2329, 4135, 8307, 3736, 1004, 9991, 2348, 1451, 3522, 2883, 3047, 6650,"
      " 4047, 8828, 8732, 5743, 1091, 381)/10000)^2)))", 6},
     {{0, 1}}, .minimum = "-3.3223680114155147",
     .minimizers = "0.20168951100670543,0.15001069182345797,0.476873974221897,0.2753324304940561,0.31165161660011326,0.6573005340656203", .source = SURJANOVIC},
    {{"shekel",
      "-sum(i, 1, 10, 1/(0.1*pick(i, 1, 2, 2, 4, 4, 6, 3, 7, 5, 5) + (x1 - pick(i, 4, 1, 8, 6, 3, 2, 5, 8, 6, 7))^2 + (x3 - pick(i, 4, 1, 8, 6, 3, 2, 5, 8, 6, 7))^2"
      " + (x2 - pick(i, 4, 1, 8, 6, 7, 9, 3, 1, 2, 3.6))^2 + (x4 - pick(i, 4, 1, 8, 6, 7, 9, 3, 1, 2, 3.6))^2))", 4},
     {{0, 10}}, .minimum = "-10.536443153483528", .minimizers = "4.000746868270634,3.9995094800857736,4.000746868270634,3.9995094800857736",
     .note = "m = 10; the minimizer often given as (4, 4, 4, 4) is rounded", .source = SURJANOVIC},
    {{"power_sum", "sum(i, 1, 4, (sum(j, 1, 4, x[j]^i) - pick(i, 8, 18, 44, 114))^2)", 4}, {{0, 4}}, .minimum = "0",
     .minimizers = "1,2,2,3; 1,2,3,2; 1,3,2,2; 2,1,2,3; 2,1,3,2; 2,2,1,3; 2,2,3,1; 2,3,1,2; 2,3,2,1; 3,1,2,2; 3,2,1,2; 3,2,2,1", .note = "all orders of 1, 2, 2, 3", .source = SURJANOVIC},

    /* coordinates that are matrices by rows, one behind the other: for methods that scale rows and columns together */
    {{"matrix_factorization", "sum(i, 1, 3, sum(j, 1, 3, (sum(k, 1, 3, x[6 + 3*i + k]*x[3*k + j - 3]) - 1/(i + j - 1))^2))", 18}, {{-2, 2}}, .minimum = "0",
     .minimizers = "1,1/2,1/3,1/2,1/3,1/4,1/3,1/4,1/5,1,0,0,0,1,0,0,0,1; 1,0,0,0,1,0,0,0,1,1,1/2,1/3,1/2,1/3,1/4,1/3,1/4,1/5", .start = "where(i%4 == 1 and i < 10 or i%4 == 2 and i > 9, 0.5, 0)",
     .note = "|W2 W1 - A|^2 of two 3 by 3 matrices and Hilbert's matrix A, of condition 524; zero wherever W2 W1 = A, and no other minimum; muon(matrices=2)",
     .source = "Baldi & Hornik, Neural Networks 2 (1989) 53"},
    {{"deep_linear", "sum(i, 1, 2, sum(j, 1, 2, (sum(k, 1, 2, x[6 + 2*i + k]*sum(l, 1, 2, x[2 + 2*k + l]*x[2*l + j - 2])) - where(i == j, 5 - 2*i, 0))^2))", 12}, {{-4, 4}}, .minimum = "0",
     .minimizers = "3,0,0,1,1,0,0,1,1,0,0,1; 1,0,0,1,3,0,0,1,1,0,0,1; 1,0,0,1,1,0,0,1,3,0,0,1", .start = "where(i%4 < 2, 0.1, 0)",
     .note = "|W3 W2 W1 - diag(3, 1)|^2 of three 2 by 2 matrices; from near 0 the greater singular value is learnt first, a plateau before each; muon(matrices=3)",
     .source = "Saxe, McClelland & Ganguli, Exact solutions to the nonlinear dynamics of learning in deep linear neural networks (2014)"},
    {{"matrix_regression", "sum(i, 1, 4, sum(j, 1, 3, 4^(1 - i)*9^(1 - j)*(x[3*i + j - 3] - i + j)^2))/2", 12}, {{-5, 5}}, .minimum = "0",
     .minimizers = "0,-1,-2,1,0,-1,2,1,0,3,2,1", .start = "5",
     .note = "1/2 tr(L (W - A) R (W - A)') of a 4 by 3 matrix W with L = diag(1, 1/4, 1/16, 1/64) and R = diag(1, 1/9, 1/81): curvatures are products of one of a row and one of a column; shampoo(rows=4)",
     .source = "Gupta, Koren & Singer, Shampoo: Preconditioned Stochastic Tensor Optimization (2018)"},

    /* any number of dimensions */
    {{"rosenbrock", "sum(i, 1, n - 1, 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)", 0}, {{-5, 10}}, {-2.048, 2.048}, .minimum = "0", .minimizers = "1",
     .start = "where(i%2 == 1, -1.2, 1)", .note = "a = 1, b = 100", .source = "Rosenbrock, The Computer Journal 3 (1960) 175"},
    {{"rastrigin", "10*n + sum(i, 1, n, x[i]^2 - 10*cos(2*pi*x[i]))", 0}, {{-5.12, 5.12}}, .minimum = "0", .minimizers = "0",
     .source = "Rastrigin, Systems of Extremal Control (1974)"},
    {{"ackley", "-20*exp(-0.2*sqrt(sum(i, 1, n, x[i]^2)/n)) - exp(sum(i, 1, n, cos(2*pi*x[i]))/n) + 20 + e", 0}, {{-32.768, 32.768}}, .minimum = "0",
     .minimizers = "0", .note = "a = 20, b = 0.2, c = 2 pi; not differentiable at its minimum",
     .source = "Ackley, A Connectionist Machine for Genetic Hillclimbing (1987)"},
    {{"sphere", "sum(i, 1, n, x[i]^2)", 0}, {{-5.12, 5.12}}, .minimum = "0", .minimizers = "0", .source = SURJANOVIC},
    {{"styblinski_tang", "0.5*sum(i, 1, n, x[i]^4 - 16*x[i]^2 + 5*x[i])", 0}, {{-5, 5}}, .minimum = "-39.16616570377142*n", .minimizers = "-2.903534027771177",
     .source = "Styblinski & Tang, Neural Networks 3 (1990) 467"},
    {{"griewank", "sum(i, 1, n, x[i]^2)/4000 - prod(i, 1, n, cos(x[i]/sqrt(i))) + 1", 0}, {{-600, 600}}, .minimum = "0", .minimizers = "0",
     .note = "i counts from 1", .source = "Griewank, Journal of Optimization Theory and Applications 34 (1981) 11"},
    {{"levy",
      "sin(pi*(1 + (x[1] - 1)/4))^2 + sum(i, 1, n - 1, ((x[i] - 1)/4)^2*(1 + 10*sin(pi*(1 + (x[i] - 1)/4) + 1)^2))"
      " + ((x[n] - 1)/4)^2*(1 + sin(2*pi*(1 + (x[n] - 1)/4))^2)", 0},
     {{-10, 10}}, .minimum = "0", .minimizers = "1", .source = SURJANOVIC},
    {{"schwefel", "418.9829*n - sum(i, 1, n, x[i]*sin(sqrt(abs(x[i]))))", 0}, {{-500, 500}}, .minimum = "1.2727566293725214e-05*n", .minimizers = "420.96874635998205",
     .note = "the customary four-decimal constant leaves a minimum of 1.27e-5 a dimension", .source = "Schwefel, Numerical Optimization of Computer Models (1981)"},
    {{"zakharov", "sum(i, 1, n, x[i]^2) + sum(i, 1, n, 0.5*i*x[i])^2 + sum(i, 1, n, 0.5*i*x[i])^4", 0}, {{-5, 10}}, .minimum = "0", .minimizers = "0",
     .note = "i counts from 1", .source = JAMIL},
    {{"dixon_price", "(x[1] - 1)^2 + sum(i, 2, n, i*(2*x[i]^2 - x[i - 1])^2)", 0}, {{-10, 10}}, .minimum = "0", .minimizers = "2^(-(2^i - 2)/2^i); where(i == n and n > 1, -1, 1)*2^(-(2^i - 2)/2^i)",
     .source = "Dixon & Price, Journal of Optimization Theory and Applications 60 (1989) 261"},
    {{"michalewicz", "-sum(i, 1, n, sin(x[i])*sin(i*x[i]^2/pi)^20)", 0}, {{0, PI}}, .minimum = "pick(n, -0.8013034100985525, -1.8013034100985525, -2.7603946799945587, -3.698857098466642, -4.687658179088146, -5.687658179088146, -6.680885314444028, -7.663757350716239, "
     "-8.66015171564134, -9.66015171564134)",
     .minimizers = "pick(i, 2.2029055201726093, 1.5707963267948966, 1.2849915705529245, 1.9230584698663629, 1.7204697725658413, 1.5707963267948966, 1.454413971362379, 1.7560865209450263, "
     "1.6557174168210291, 1.5707963267948966)", .most = 10, .note = "m = 10; the minimum is given up to n = 10",
     .source = "Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs (1992)"},
    {{"trid", "sum(i, 1, n, (x[i] - 1)^2) - sum(i, 2, n, x[i]*x[i - 1])", 0}, .extent = "n^2", .minimum = "-n*(n + 4)*(n - 1)/6", .minimizers = "i*(n + 1 - i)",
     .source = SURJANOVIC},
    {{"perm", "sum(i, 1, n, sum(j, 1, n, (j^i + 0.5)*((x[j]/j)^i - 1))^2)", 0}, .extent = "n", .minimum = "0", .minimizers = "i", .note = "beta = 0.5", .source = SURJANOVIC},
    {{"perm_zero", "sum(i, 1, n, sum(j, 1, n, (j + 10)*(x[j]^i - 1/j^i))^2)", 0}, .extent = "n", .minimum = "0", .minimizers = "1/i", .note = "beta = 10", .source = SURJANOVIC},
    {{"rotated_hyper_ellipsoid", "sum(i, 1, n, sum(j, 1, i, x[j]^2))", 0}, {{-65.536, 65.536}}, .minimum = "0", .minimizers = "0",
     .note = "as published: its axes are not turned", .source = SURJANOVIC},
    {{"sum_squares", "sum(i, 1, n, i*x[i]^2)", 0}, {{-10, 10}}, .minimum = "0", .minimizers = "0", .source = SURJANOVIC},
    {{"sum_of_powers", "sum(i, 1, n, abs(x[i])^(i + 1))", 0}, {{-1, 1}}, .minimum = "0", .minimizers = "0", .source = SURJANOVIC},
    {{"alpine", "sum(i, 1, n, abs(x[i]*sin(x[i]) + 0.1*x[i]))", 0}, {{-10, 10}}, .minimum = "0", .minimizers = "0",
     .note = "0 also wherever every coordinate is 0 or has sine -0.1, which the survey leaves out", .source = JAMIL},
    {{"qing", "sum(i, 1, n, (x[i]^2 - i)^2)", 0}, {{-500, 500}}, {-2, 2}, .minimum = "0",
     .minimizers = "sqrt(i); where(i == n, -1, 1)*sqrt(i); where(i == 1, -1, 1)*sqrt(i); -sqrt(i)", .note = "every sign is free: the four given are all for n = 2", .source = JAMIL},
    {{"salomon", "1 - cos(2*pi*sqrt(sum(i, 1, n, x[i]^2))) + 0.1*sqrt(sum(i, 1, n, x[i]^2))", 0}, {{-100, 100}}, {-5, 5}, .minimum = "0", .minimizers = "0",
     .note = "not differentiable at its minimum", .source = JAMIL},
    {{"brown", "sum(i, 1, n - 1, (x[i]^2)^(x[i + 1]^2 + 1) + (x[i + 1]^2)^(x[i]^2 + 1))", 0}, {{-1, 4}}, .minimum = "0", .minimizers = "0", .source = JAMIL},
    {{"exponential", "-exp(-0.5*sum(i, 1, n, x[i]^2))", 0}, {{-1, 1}}, .minimum = "-1", .minimizers = "0", .source = JAMIL},
    {{"chung_reynolds", "sum(i, 1, n, x[i]^2)^2", 0}, {{-100, 100}}, .minimum = "0", .minimizers = "0", .source = JAMIL},
    {{"schwefel_2_22", "sum(i, 1, n, abs(x[i])) + prod(i, 1, n, abs(x[i]))", 0}, {{-100, 100}}, .minimum = "0", .minimizers = "0", .note = "not differentiable at its minimum",
     .source = JAMIL},
    {{"schwefel_2_20", "sum(i, 1, n, abs(x[i]))", 0}, {{-100, 100}}, .minimum = "0", .minimizers = "0",
     .note = "the L1 norm; Jamil & Yang print it with a minus sign, which has no minimum at 0", .source = JAMIL},
    {{"xin_she_yang_n2", "sum(i, 1, n, abs(x[i]))*exp(-sum(i, 1, n, sin(x[i]^2)))", 0}, {{-2*PI, 2*PI}}, .minimum = "0", .minimizers = "0", .note = "not differentiable at its minimum",
     .source = JAMIL},
    {{"variably_dimensioned", "sum(i, 1, n, (x[i] - 1)^2) + sum(j, 1, n, j*(x[j] - 1))^2 + sum(j, 1, n, j*(x[j] - 1))^4", 0}, {{-2, 2}}, .minimum = "0", .minimizers = "1",
     .start = "1 - i/n", .source = MORE},
    {{"trigonometric", "sum(i, 1, n, (n - sum(j, 1, n, cos(x[j])) + i*(1 - cos(x[i])) - sin(x[i]))^2)", 0}, {{-1, 1}}, .minimum = "0",
     .minimizers = "0", .start = "1/n", .note = "outside of the box there are further minima of value 0", .source = MORE},
    {{"penalty_1", "0.00001*sum(i, 1, n, (x[i] - 1)^2) + (sum(i, 1, n, x[i]^2) - 1/4)^2", 0}, .extent = "max(5, n)", .minimum = "2.2499775008999372e-05", .minimizers = "0.2500074995875379",
     .only = 4, .start = "i", .note = "the minimum given is for n = 4", .source = MORE},
    {{"penalty_2",
      "(x1 - 0.2)^2 + 0.00001*sum(i, 2, n, (exp(x[i]/10) + exp(x[i - 1]/10) - exp(i/10) - exp((i - 1)/10))^2) + 0.00001*sum(i, 2, n, (exp(x[i]/10) - exp(-1/10))^2)"
      " + (sum(j, 1, n, (n - j + 1)*x[j]^2) - 1)^2", 0},
     {{-1, 1}}, .minimum = "9.376293007355442e-06", .minimizers = "pick(i, 0.1999993333503804, 0.19131670099277245, 0.48010148533262315, 0.5188454043902005)", .only = 4, .start = "1/2",
     .note = "the minimum given is for n = 4", .source = MORE},
    {{"brown_almost_linear", "sum(i, 1, n - 1, (x[i] + sum(j, 1, n, x[j]) - (n + 1))^2) + (prod(j, 1, n, x[j]) - 1)^2", 0}, {{-2, 2}}, .minimum = "0", .minimizers = "1", .start = "1/2",
     .note = "there is a local minimum of value 1 at (0, ..., 0, n + 1), and another zero", .source = MORE},
    {{"discrete_boundary_value",
      "sum(i, 1, n, (2*x[i] - where(i > 1, x[max(i - 1, 1)], 0) - where(i < n, x[min(i + 1, n)], 0) + (x[i] + i/(n + 1) + 1)^3/(2*(n + 1)^2))^2)", 0},
     {{-1, 1}}, .minimum = "0", .minimizers = "pick(i, -0.07502212929232048, -0.13197621035219065, -0.1648487719093373, -0.16466468021580072, -0.11741765168419362)", .only = 5,
     .start = "i/(n + 1)*(i/(n + 1) - 1)", .note = "the minimizer given is for n = 5", .source = MORE},
    {{"discrete_integral_equation",
      "sum(i, 1, n, (x[i] + ((1 - i/(n + 1))*sum(j, 1, i, j/(n + 1)*(x[j] + j/(n + 1) + 1)^3) + i/(n + 1)*sum(j, i + 1, n, (1 - j/(n + 1))*(x[j] + j/(n + 1) + 1)^3))"
      "/(2*(n + 1)))^2)", 0},
     {{-1, 1}}, .minimum = "0", .minimizers = "pick(i, -0.07502212929232048, -0.13197621035219065, -0.1648487719093373, -0.16466468021580072, -0.11741765168419362)", .only = 5,
     .start = "i/(n + 1)*(i/(n + 1) - 1)", .note = "the minimizer given is for n = 5", .source = MORE},
    {{"broyden_tridiagonal", "sum(i, 1, n, ((3 - 2*x[i])*x[i] - where(i > 1, x[max(i - 1, 1)], 0) - where(i < n, 2*x[min(i + 1, n)], 0) + 1)^2)", 0}, {{-2, 2}}, .minimum = "0",
     .minimizers = "pick(i, -0.5648283986150789, -0.666273717804693, -0.6609170444367877, -0.5950500473798939, -0.41620110773826097)", .only = 5, .start = "-1",
     .note = "the minimizer given is for n = 5", .source = MORE},
    {{"broyden_banded", "sum(i, 1, n, (x[i]*(2 + 5*x[i]^2) + 1 + x[i]*(1 + x[i]) - sum(j, max(1, i - 5), min(n, i + 1), x[j]*(1 + x[j])))^2)", 0}, {{-2, 2}}, .minimum = "0",
     .minimizers = "pick(i, -0.4283028646427008, -0.4765965315010954, -0.5196377221007545, -0.5588619565270253, -0.5588619565270253)", .only = 5, .start = "-1",
     .note = "the minimizer given is for n = 5", .source = MORE},
    {{"linear_full_rank", "sum(i, 1, n, (x[i] - 2/n*sum(j, 1, n, x[j]) - 1)^2)", 0}, {{-5, 5}}, .minimum = "0", .minimizers = "-1", .start = "1", .note = "m = n", .source = MORE},
    {{"linear_rank_1", "sum(i, 1, n, (i*sum(j, 1, n, j*x[j]) - 1)^2)", 0}, {{-5, 5}}, .minimum = "n*(n - 1)/(2*(2*n + 1))", .minimizers = "3/((2*n + 1)*n*i)", .start = "1",
     .note = "m = n; least wherever the sum of j x_j is 3/(2n + 1)", .source = MORE},
    {{"linear_rank_1_zero", "2 + sum(i, 2, n - 1, ((i - 1)*sum(j, 2, n - 1, j*x[j]) - 1)^2)", 0}, {{-5, 5}}, .minimum = "where(n > 1, (n^2 + 3*n - 6)/(2*(2*n - 3)), 2)",
     .minimizers = "3/((2*n - 3)*max(n - 2, 1)*i)", .start = "1", .note = "m = n; least wherever the sum of j x_j from 2 to n - 1 is 3/(2n - 3)", .source = MORE},
};
/* clang-format on */
const size_t catalogue_count = sizeof catalogue / sizeof *catalogue;

static const struct definition *definition_at(size_t index)
{
    return index < catalogue_count ? &catalogue[index].definition : NULL;
}

const struct definitions catalogue_definitions = {definition_at};

const struct catalogue_row *catalogue_find(const char *name)
{
    for (size_t i = 0; i < catalogue_count; i++)
        if (!strcmp(catalogue[i].definition.name, name))
            return &catalogue[i];
    return NULL;
}

/* --- Formulas --- */

static _Atomic(const struct catalogue_formula *) formulas[sizeof catalogue / sizeof *catalogue];
static struct arena *kept; /* what they are in */

static const char *printed(const struct syntax *tree, enum print_style style)
{
    struct buffer text = {.arena = kept};
    syntax_print(tree, style, &text);
    return buffer_string(&text);
}

static void read_formula(void *context)
{
    const struct catalogue_row *row = *(const struct catalogue_row *const *)context;
    struct error error = {0};
    struct catalogue_formula *formula = ARENA_NEW(kept, struct catalogue_formula, 1);
    formula->tree = syntax_parse(kept, row->definition.formula, &error);
    if (!formula->tree)
        return;
    formula->text = printed(formula->tree, PRINT_TEXT);
    formula->readable = printed(formula->tree, PRINT_READABLE);
    atomic_store_explicit(&formulas[row - catalogue], formula, memory_order_release);
}

const struct catalogue_formula *catalogue_formula(const struct catalogue_row *row)
{
    enum { MOST_BYTES = 16 << 20 };
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    const struct catalogue_formula *formula = atomic_load_explicit(&formulas[row - catalogue], memory_order_acquire);
    if (formula)
        return formula;
    pthread_mutex_lock(&lock);
    if (!kept)
        kept = arena_create(MOST_BYTES);
    if (kept && !atomic_load_explicit(&formulas[row - catalogue], memory_order_relaxed))
        arena_protect(kept, read_formula, &row);
    pthread_mutex_unlock(&lock);
    return atomic_load_explicit(&formulas[row - catalogue], memory_order_acquire);
}
