using ChatRoom.Client.Terminal.Device;
using ChatRoom.Native.Terminals;
using NUnit.Framework;

namespace ChatRoom.Tests.Client.Terminal.Device;

internal sealed class TerminalTraitsTests
{
    [TestCase("", true)]
    [TestCase("LANG=C.UTF-8", true)]
    [TestCase("LANG=de_DE.utf8@euro", true)]
    [TestCase("LANG=de_DE", true)]
    [TestCase("LANG=C", false)]
    [TestCase("LANG=POSIX", false)]
    [TestCase("LANG=de_DE.ISO-8859-1", false)]
    [TestCase("LANG=C.UTF-8 LC_CTYPE=C", false)]
    [TestCase("LANG=C.UTF-8 LC_CTYPE=C LC_ALL=en_US.UTF-8", true)]
    [TestCase("LANG=C.UTF-8 LC_ALL=", true)]
    public void The_locale_decides_whether_UTF8_is_shown(string environment, bool expected) =>
        Assert.That(TerminalTraits.FromEnvironment(Variable(environment), isWindows: false).ShowsUtf8, Is.EqualTo(expected));

    [TestCase("TERM=xterm-256color", false, false)]
    [TestCase("TERM=dumb", false, true)]
    [TestCase("", false, true)]
    [TestCase("", true, false)]
    [TestCase("TERM=dumb", true, true)]
    public void A_terminal_without_a_type_is_dumb_except_on_Windows(string environment, bool isWindows, bool expected) =>
        Assert.That(TerminalTraits.FromEnvironment(Variable(environment), isWindows).IsDumb, Is.EqualTo(expected));

    [TestCase("COLUMNS=20 LINES=5", 20, 5)]
    [TestCase("COLUMNS=20", 20, 24)]
    [TestCase("COLUMNS=0 LINES=-3", 80, 24)]
    [TestCase("COLUMNS=many LINES=70000", 80, 24)]
    public void An_unknown_size_comes_from_the_environment_or_is_the_usual_one(string environment, int columns, int rows) =>
        Assert.That(TerminalSize.FromEnvironment(Variable(environment)), Is.EqualTo(new TerminalSize(columns, rows)));

    private static Func<string, string?> Variable(string environment)
    {
        var values = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToDictionary(pair => pair.Split('=')[0], pair => pair.Split('=')[1]);
        return name => values.GetValueOrDefault(name);
    }
}
