using System.Net;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.CommandLine.Settings;
using ChatRoom.Protocol.Text;

namespace ChatRoom.CommandLine.Hosting.Settings;

/// <summary>An option that opens a port beside the chat's own: <c>[ADDRESS:]PORT</c>.</summary>
internal sealed class ListenSetting
{
    private readonly Setting _setting;
    private readonly int _example;

    private ListenSetting(Setting setting, int example) => (_setting, _example) = (setting, example);

    /// <param name="example">A port, for sentences.</param>
    public static ListenSetting Add(CommandDefinition command, string name, string variable, int example, string help) =>
        new(Setting.Add(command, $"--{name} <[ADDRESS:]PORT>", variable, null, help), example);

    /// <summary>Whether the option was given.</summary>
    public bool IsGiven => _setting.Value is not null;

    /// <summary>Reads the value. False, with a sentence, if it is wrong.</summary>
    /// <param name="host">null: none was given, only a port.</param>
    public bool TryRead(out string? host, out int port, out string whyNot)
    {
        (host, port, whyNot) = (null, 0, "");
        if (_setting.Value is not { } text)
        {
            return true;
        }

        string? portText = text;
        if (!text.All(char.IsAsciiDigit) && (!ServerAddress.TrySplit(text, out host, out portText) || portText is null))
        {
            whyNot = _setting.Mistake("an address with a port", $"give PORT or ADDRESS:PORT, such as {_example}, 0.0.0.0:{_example} or [::]:{_example}");
            return false;
        }

        whyNot = Port.TryParse(portText, 0, out port) ? "" : _setting.Mistake("an address with a port", $"'{portText}' is not a port: {Port.Rules(0)}");
        return whyNot.Length == 0;
    }

    /// <summary>Finds the address to listen on. Null, with a sentence: there is none.</summary>
    /// <param name="usual">The address if only a port was given.</param>
    public async Task<(IPEndPoint? EndPoint, string WhyNot)> FindAsync(IPAddress usual)
    {
        _ = TryRead(out var host, out var port, out _);
        return (host is null ? usual : await HostAddress.FindAsync(host)) is { } address
            ? (new IPEndPoint(address, port), "")
            : (null, _setting.Mistake("an address of this machine", $"give a port alone, such as {port}, or 0.0.0.0:{port} for all addresses"));
    }
}
