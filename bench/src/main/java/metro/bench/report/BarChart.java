package metro.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Horizontal bars, each made of parts that share colours and a legend.
 *
 * @param title of the picture, with the unit
 * @param bars in the order to draw
 */
record BarChart(String title, List<Bar> bars) {
  private static final int WIDTH = 760;
  private static final int LEFT = 130;
  private static final int RIGHT = 70;
  private static final int TOP = 40;
  private static final int BAR = 22;
  private static final int GAP = 8;
  private static final int LEGEND_COLUMNS = 3;
  private static final int LEGEND_STEP = 18;
  private static final List<String> COLOURS =
      List.of(
          "#1b6ca8", "#c8553d", "#3a7d44", "#8e5ea2", "#b8860b", "#2a9d8f", "#e9c46a", "#6d597a",
          "#a3b18a", "#d4a5a5", "#4f6d7a", "#999999", "#bc6c25", "#00798c");

  /** One bar. */
  record Bar(String name, Map<String, Double> parts) {
    double length() {
      return parts.values().stream().mapToDouble(Double::doubleValue).sum();
    }
  }

  String svg() {
    List<String> names = new ArrayList<>(new TreeSet<>(partNames()));
    int legend = (names.size() + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS * LEGEND_STEP;
    int bottom = TOP + bars.size() * (BAR + GAP);
    Svg svg = new Svg(WIDTH, bottom + legend + 20);
    svg.label(WIDTH / 2.0, 20, "middle", title);
    double longest = bars.stream().mapToDouble(Bar::length).max().orElse(1);
    for (int i = 0; i < bars.size(); i++) {
      draw(svg, bars.get(i), TOP + i * (BAR + GAP), Math.max(longest, 1e-9), names);
    }
    for (int i = 0; i < names.size(); i++) {
      int row = i / LEGEND_COLUMNS;
      double x = 20 + i % LEGEND_COLUMNS * (WIDTH - 40.0) / LEGEND_COLUMNS;
      double y = bottom + 20.0 + row * LEGEND_STEP;
      svg.box(x, y - 9, 14, 8, colour(i)).label(x + 20, y, "start", names.get(i));
    }
    return svg.done();
  }

  private List<String> partNames() {
    return bars.stream().flatMap(b -> b.parts.keySet().stream()).toList();
  }

  private static void draw(Svg svg, Bar bar, double y, double longest, List<String> names) {
    double scale = (WIDTH - LEFT - RIGHT) / longest;
    double x = LEFT;
    svg.label(LEFT - 6, y + BAR - 7, "end", bar.name);
    for (int i = 0; i < names.size(); i++) {
      double width = bar.parts.getOrDefault(names.get(i), 0.0) * scale;
      if (width > 0) {
        svg.box(x, y, width, BAR, colour(i));
        x += width;
      }
    }
    svg.label(x + 6, y + BAR - 7, "start", LineChart.number(bar.length()));
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }
}
