using ChatRoom.Protocol;

namespace ChatRoom.CommandLine;

/// <summary>Who somebody is who gives no name: the user that the process belongs to.</summary>
internal static class OwnName
{
    public static Nickname Get() => Nickname.MakeAcceptable(Environment.UserName);
}
