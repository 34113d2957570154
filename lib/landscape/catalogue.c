/* One row a landscape. Formulas follow the definitions most often cited; where these differ, the note says which was taken. */
#include "landscape/catalogue.h"

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
    {{"beale", "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2", 2}, SAME(-4.5, 4.5), .minimum = "0", .minimizers = "3,0.5", .source = JAMIL},
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

    /* any number of dimensions */
    {{"rosenbrock", "sum(i, 1, n - 1, 100*(x[i + 1] - x[i]^2)^2 + (1 - x[i])^2)", 0}, {{-5, 10}}, {-2.048, 2.048}, .minimum = "0", .minimizers = "1",
     .note = "a = 1, b = 100", .source = "Rosenbrock, The Computer Journal 3 (1960) 175"},
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
    {{"dixon_price", "(x[1] - 1)^2 + sum(i, 2, n, i*(2*x[i]^2 - x[i - 1])^2)", 0}, {{-10, 10}}, .minimum = "0", .minimizers = "2^(-(2^i - 2)/2^i)",
     .source = "Dixon & Price, Journal of Optimization Theory and Applications 60 (1989) 261"},
    {{"michalewicz", "-sum(i, 1, n, sin(x[i])*sin(i*x[i]^2/pi)^20)", 0}, {{0, PI}}, .minimum = "-1.8013034100985525",
     .minimizers = "2.2029055201726093,1.5707963267948966", .note = "m = 10; the minimum given is for n = 2",
     .source = "Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs (1992)"},
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
