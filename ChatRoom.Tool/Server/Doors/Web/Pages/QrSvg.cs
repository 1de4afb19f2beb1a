using System.Net;
using System.Text;

namespace ChatRoom.Server.Doors.Web.Pages;

/// <summary>A QR code as an SVG image: no script, no style, as large as it is shown, and with a title for those who cannot see it. Pure.</summary>
internal static class QrSvg
{
    public const string ContentType = "image/svg+xml";

    /// <param name="address">The address of a page, which the code leads to.</param>
    public static byte[] Of(string address)
    {
        var modules = QrModules.Of(address);
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {modules.Size} {modules.Size}\" role=\"img\" shape-rendering=\"crispEdges\">");
        svg.Append($"<title>QR code of {WebUtility.HtmlEncode(address)}</title>");

        // The background keeps the code readable on a dark page.
        svg.Append($"<path fill=\"#fff\" d=\"M0 0h{modules.Size}v{modules.Size}H0z\"/><path d=\"");
        for (var y = 0; y < modules.Size; y++)
        {
            AppendRow(svg, modules, y);
        }

        return Encoding.UTF8.GetBytes(svg.Append("\"/></svg>\n").ToString());
    }

    /// <summary>Appends one rectangle for each run of dark modules.</summary>
    private static void AppendRow(StringBuilder svg, QrModules modules, int y)
    {
        for (var x = 0; x < modules.Size; x++)
        {
            var begin = x;
            while (modules.IsDark(x, y))
            {
                x++;
            }

            if (x > begin)
            {
                svg.Append($"M{begin} {y}h{x - begin}v1h-{x - begin}z");
            }
        }
    }
}
