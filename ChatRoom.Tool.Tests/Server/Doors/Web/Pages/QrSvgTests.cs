using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ChatRoom.Server.Doors.Web.Pages;
using ChatRoom.Tests.Support.Values;
using NUnit.Framework;

namespace ChatRoom.Tests.Server.Doors.Web.Pages;

/// <summary>The QR code of a room's address, as a browser draws it.</summary>
internal sealed partial class QrSvgTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [TestCase("http://127.0.0.1:8080/")]
    [TestCase("https://chat.example.org/room/#lobby")]
    [TestCase("http://[2001:db8::1]:8080/#a%5Eb")]
    public void The_image_is_a_code_of_the_address(string address)
    {
        var image = Parse(address);

        Assert.That(QrReader.Read(Modules(image)), Is.EqualTo(address));
    }

    [Test]
    public void The_longest_address_has_a_code()
    {
        var address = "https://example.org/".PadRight(500, 'x') + "/#" + new string('r', 32);

        Assert.That(QrReader.Read(Modules(Parse(address))), Is.EqualTo(address));
    }

    [Test]
    public void The_title_is_the_address_as_text()
    {
        var image = Parse("http://host/?a=1&b=<script>alert(1)</script>");

        Assert.That(image.Element(Svg + "title")!.Value, Is.EqualTo("QR code of http://host/?a=1&b=<script>alert(1)</script>"));
        Assert.That(image.Attribute("role")?.Value, Is.EqualTo("img"));
    }

    [Test]
    public void The_image_has_no_size_no_script_and_no_style_of_its_own()
    {
        var image = Parse("http://127.0.0.1:8080/");

        Assert.That(image.DescendantsAndSelf().Select(element => element.Name.LocalName), Is.EqualTo(new[] { "svg", "title", "path", "path" }));
        Assert.That(
            image.DescendantsAndSelf().Attributes().Select(attribute => attribute.Name.LocalName).Distinct(),
            Is.EquivalentTo(new[] { "xmlns", "viewBox", "role", "shape-rendering", "fill", "d" }));
    }

    [Test]
    public void A_quiet_zone_of_four_modules_is_around_the_code()
    {
        var modules = Modules(Parse("http://127.0.0.1:8080/"));
        var size = modules.GetLength(0);
        var dark = from y in Enumerable.Range(0, size) from x in Enumerable.Range(0, size) where modules[y, x] select (x, y);

        Assert.That(dark.Min(module => Math.Min(module.x, module.y)), Is.EqualTo(4));
        Assert.That(dark.Max(module => Math.Max(module.x, module.y)), Is.EqualTo(size - 5));
    }

    private static XElement Parse(string address) => XDocument.Parse(Encoding.UTF8.GetString(QrSvg.Of(address))).Root!;

    private static bool[,] Modules(XElement image)
    {
        var size = int.Parse(image.Attribute("viewBox")!.Value.Split(' ')[2], CultureInfo.InvariantCulture);
        var isDark = new bool[size, size];
        foreach (Match run in Run().Matches(image.Elements(Svg + "path").Last().Attribute("d")!.Value))
        {
            var (x, y, length) = (Number(run, 1), Number(run, 2), Number(run, 3));
            for (var i = 0; i < length; i++)
            {
                isDark[y, x + i] = true;
            }
        }

        return isDark;
    }

    private static int Number(Match run, int group) => int.Parse(run.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"M(\d+) (\d+)h(\d+)v1h-\3z")]
    private static partial Regex Run();
}
