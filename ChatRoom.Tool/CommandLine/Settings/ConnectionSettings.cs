using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Output;
using ChatRoom.CommandLine.Parsing;
using ChatRoom.Protocol;

namespace ChatRoom.CommandLine.Settings;

/// <summary>
/// The server, the room and the name of a client. From the strongest source to the weakest: an option, the URL, the variable of one
/// part such as CHATROOM_PORT, the variable CHATROOM_URL, the default.
/// </summary>
internal sealed class ConnectionSettings
{
    public const string NameVariable = "CHATROOM_NAME";
    public const string RoomVariable = "CHATROOM_ROOM";
    public const string UrlVariable = "CHATROOM_URL";

    private readonly HostSetting _host;
    private readonly Setting _port;
    private readonly Setting? _name;
    private readonly Setting? _room;
    private readonly Setting _url;
    private readonly ClientTlsSettings _tls;
    private readonly PasswordSettings? _password;
    private readonly DefinedArgument? _urlArgument;

    private readonly bool _hasSeveralRooms;

    private ConnectionSettings(CommandDefinition command, bool hasName, bool hasUrlArgument, bool hasRoom, bool hasPassword, bool hasSeveralRooms)
    {
        _host = HostSetting.Add(command);
        _port = Setting.AddPort(command, "The server's port.");
        _name = hasName
            ? Setting.Add(command, "-n|--name <NAME>", NameVariable, null, "Your name in the room. Default: your user name.")
            : null;
        _hasSeveralRooms = hasSeveralRooms;
        _room = hasSeveralRooms ? Setting.AddSeveral(command, "-r|--room <ROOM>", RoomVariable, RoomName.Lobby, "The room. Give it again for several rooms, or '*' for all.")
            : hasRoom ? Setting.Add(command, "-r|--room <ROOM>", RoomVariable, RoomName.Lobby, "The room.")
            : null;
        _url = Setting.Add(command, "-u|--url <URL>", UrlVariable, null, "All of these in one: chatroom://NAME@HOST:PORT/ROOM, or chatrooms:// with TLS.");
        _tls = ClientTlsSettings.Add(command);
        _password = hasPassword ? PasswordSettings.AddToClient(command) : null;
        _urlArgument = hasUrlArgument ? command.Argument("[URL]", "The same as --url.") : null;
    }

    /// <param name="command">The verb that the options are added to.</param>
    /// <param name="hasName">False for a verb that only reads and needs no name.</param>
    /// <param name="hasUrlArgument">False for a verb with other words, which finds the URL among them and passes it to <see cref="TryRead(string?, out ClientOptions?, out Nickname?, out string)"/>.</param>
    /// <param name="hasRoom">False for a verb about the server, which needs no room.</param>
    /// <param name="hasPassword">False for a verb that the server answers without a password.</param>
    /// <param name="hasSeveralRooms">True for a verb that can read several rooms.</param>
    public static ConnectionSettings Add(
        CommandDefinition command, bool hasName = true, bool hasUrlArgument = true, bool hasRoom = true, bool hasPassword = true, bool hasSeveralRooms = false) =>
        new(command, hasName, hasUrlArgument, hasRoom, hasPassword, hasSeveralRooms);

    /// <summary>The rooms that were read: one, unless the verb can read several. The name of all rooms stands alone.</summary>
    public IReadOnlyList<string> Rooms { get; private set; } = [RoomName.Lobby];

    /// <summary>More than one room is to be read.</summary>
    public bool ReadsSeveralRooms => Rooms.Count > 1 || Rooms[0] == RoomName.Every;

    /// <summary>The file of the password; null: the password is not from a file.</summary>
    public string? PasswordFile => _password?.FileInUse;

    public bool TryRead([NotNullWhen(true)] out ClientOptions? options, out Nickname? name, out string whyNot) =>
        TryRead(_urlArgument?.Value, out options, out name, out whyNot);

    /// <summary>Reads the given values. False, with a sentence, if one is wrong. The name is null if none was given.</summary>
    public bool TryRead(string? urlText, [NotNullWhen(true)] out ClientOptions? options, out Nickname? name, out string whyNot)
    {
        (options, name) = (null, null);
        if (!TryReadUrl(urlText, out var given, out var weaker, out whyNot)
            || !_port.TryReadPort(1, Text(given), Text(weaker), out var port, out whyNot)
            || !TryReadName(_name, "a name", given?.Name, weaker?.Name, out name, out whyNot)
            || !TryReadRooms(given?.Room, weaker?.Room, out whyNot)
            || !_host.TryRead(given, weaker, port, out var servers, out whyNot))
        {
            return false;
        }

        byte[]? password = null;
        string? warning = null;
        var (pin, passwordFile) = CommandVariables.FindTrust(servers, weaker);
        if (!_tls.TryRead((given ?? weaker)?.IsTls == true, pin, out var tls, out whyNot)
            || _password?.TryRead(passwordFile, out password, out warning, out whyNot) == false)
        {
            return false;
        }

        options = new ClientOptions
        {
            Host = servers[0].Host,
            Port = servers[0].Port,
            Others = servers[1..],
            Room = Rooms[0],
            Tls = tls,
            Password = password,
        };
        if (warning is not null)
        {
            Fail.Warn(warning);
        }

        if (password is not null && tls is null && servers.Any(server => !server.IsOnThisMachine))
        {
            Fail.Warn($"the password is sent to {string.Join(", ", servers.Where(server => !server.IsOnThisMachine))} unencrypted; use --tls if the server has it");
        }

        return true;
    }

    /// <summary>The given URL, or else the one in the environment, which is weaker than the variables of its parts.</summary>
    private bool TryReadUrl(string? text, out ServerUrl? given, out ServerUrl? weaker, out string whyNot)
    {
        (given, weaker, whyNot) = (null, null, "the room's URL is given twice; give it with --url or without, not both");
        if (text is not null && _url.Flag is not null)
        {
            return false;
        }

        whyNot = "";
        text ??= _url.Flag;
        return text is not null
            ? ServerUrl.TryParse(text, out given, out whyNot)
            : _url.Variable is not { } stored || TryReadVariable(stored, out weaker, out whyNot);
    }

    private bool TryReadVariable(string stored, out ServerUrl? url, out string whyNot)
    {
        var fits = ServerUrl.TryParse(stored, out url, out var reason);
        whyNot = fits ? "" : $"{_url.Origin} cannot be used: {reason}";
        return fits;
    }

    private bool TryReadRooms(Nickname? given, Nickname? weaker, out string whyNot)
    {
        whyNot = "";
        if (_room is null)
        {
            return true;
        }

        IReadOnlyList<string> texts = _room.Flags.Count > 0 ? _room.Flags : [_room.ResolveValue(given?.ToString(), weaker?.ToString())!];
        var rooms = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in texts)
        {
            if (!Nickname.TryParse(text, out _) && !(_hasSeveralRooms && text == RoomName.Every))
            {
                whyNot = _room.MistakeIn(text, "a room's name", Refusal.NameRules);
                return false;
            }

            if (!rooms.Add(text))
            {
                whyNot = $"the room {text} is given twice; give each room once";
                return false;
            }
        }

        Rooms = texts;
        whyNot = texts.Count > 1 && rooms.Contains(RoomName.Every) ? "--room '*' reads every room; give it without other rooms" : "";
        return whyNot.Length == 0;
    }

    private static bool TryReadName(Setting? setting, string what, Nickname? given, Nickname? weaker, out Nickname? name, out string whyNot)
    {
        (name, whyNot) = (null, "");
        var text = setting?.ResolveValue(given?.ToString(), weaker?.ToString());
        if (text is null || Nickname.TryParse(text, out name))
        {
            return true;
        }

        whyNot = setting!.Mistake(what, Refusal.NameRules);
        return false;
    }

    private static string? Text(ServerUrl? url) => url?.Port?.ToString(CultureInfo.InvariantCulture);
}
