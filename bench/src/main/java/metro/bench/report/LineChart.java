package metro.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Lines over a common x axis.
 *
 * @param title of the picture
 * @param xLabel what x is
 * @param yLabel what y is
 * @param logarithmic whether y grows by factors
 * @param series the lines
 */
record LineChart(
    String title, String xLabel, String yLabel, boolean logarithmic, List<Series> series) {
  static final List<String> COLOURS =
      List.of("#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#b8860b", "#555555");

  private static final int WIDTH = 760;
  private static final int HEIGHT = 400;
  private static final int LEFT = 70;
  private static final int RIGHT = 20;
  private static final int TOP = 40;
  private static final int BOTTOM = 110;
  private static final int TICKS = 5;
  private static final int LEGEND_STEP = 16;
  private static final int LEGEND_COLUMN = 340;

  /** One line. */
  record Series(String name, List<Point> points) {}

  /** One point of it. */
  record Point(double x, double y) {}

  String svg() {
    Svg svg = new Svg(WIDTH, HEIGHT);
    svg.label(WIDTH / 2.0, 20, "middle", title);
    double maxX = nice(xs().max().orElse(1));
    double lowY = logarithmic ? Math.max(1e-3, ys().filter(y -> y > 0).min().orElse(1)) : 0;
    double maxY = Math.max(lowY * 1.01 + 1e-9, ys().max().orElse(1) * 1.05);
    axes(svg, maxX, lowY, maxY);
    for (int i = 0; i < series.size(); i++) {
      line(svg, i, maxX, lowY, maxY);
    }
    return svg.done();
  }

  private DoubleStream xs() {
    return series.stream().flatMap(s -> s.points.stream()).mapToDouble(Point::x);
  }

  private DoubleStream ys() {
    return series.stream().flatMap(s -> s.points.stream()).mapToDouble(Point::y);
  }

  private void axes(Svg svg, double maxX, double lowY, double maxY) {
    int bottom = HEIGHT - BOTTOM;
    for (int i = 0; i <= TICKS; i++) {
      double part = i / (double) TICKS;
      double y = bottom - part * (bottom - TOP);
      double value = logarithmic ? lowY * Math.pow(maxY / lowY, part) : part * maxY;
      svg.line(LEFT, y, WIDTH - RIGHT, y, "#dddddd").label(LEFT - 6, y + 4, "end", number(value));
      double x = LEFT + part * (WIDTH - LEFT - RIGHT);
      svg.label(x, bottom + 16, "middle", number(part * maxX));
    }
    svg.line(LEFT, TOP, LEFT, bottom, "black").line(LEFT, bottom, WIDTH - RIGHT, bottom, "black");
    svg.label(WIDTH / 2.0, bottom + 34, "middle", xLabel).label(8, TOP - 10, "start", yLabel);
  }

  private void line(Svg svg, int index, double maxX, double lowY, double maxY) {
    Series one = series.get(index);
    String colour = COLOURS.get(index % COLOURS.size());
    String points =
        one.points.stream()
            .map(p -> String.format(Locale.ROOT, "%.1f,%.1f", x(p.x, maxX), y(p.y, lowY, maxY)))
            .collect(Collectors.joining(" "));
    svg.path(points, colour, index % 2 == 1);
    one.points.forEach(p -> svg.dot(x(p.x, maxX), y(p.y, lowY, maxY), colour));
    int row = index / 2;
    double legendX = LEFT + index % 2 * LEGEND_COLUMN;
    double legendY = HEIGHT - BOTTOM + 58 + row * LEGEND_STEP;
    svg.box(legendX, legendY - 9, 14, 8, colour).label(legendX + 20, legendY, "start", one.name);
  }

  private static double x(double value, double max) {
    return LEFT + value / max * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value, double low, double max) {
    double part =
        logarithmic ? Math.log(Math.max(low, value) / low) / Math.log(max / low) : value / max;
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
  }

  /** The next of 1, 2, 2.5, 5 times a power of ten. */
  private static double nice(double max) {
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(max, 1e-9))));
    for (double step : new double[] {1, 2, 2.5, 5, 10}) {
      if (max <= step * power * 1.0001) {
        return step * power;
      }
    }
    return max;
  }

  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
